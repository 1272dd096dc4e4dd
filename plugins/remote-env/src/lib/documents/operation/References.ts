import { isObject, resolvePointer, type JsonObject } from '../json';
import { textIn } from './readers';

/** References that lead to references; longer ways are taken for circles. */
const MAX_STEPS = 20;

/** What a node is, or what it refers to. */
export interface Target {
  value: JsonObject;
  /** Under which the document keeps it, e.g. `Order`. */
  name?: string;
  /** The reference, where it leads to nothing that is here. */
  missing?: string;
}

/** Follows references within one document, and none that leave it. */
export class References {
  readonly #document: JsonObject;
  readonly #found = new Map<string, unknown>();

  static of(document: JsonObject): References {
    return new References(document);
  }

  private constructor(document: JsonObject) {
    this.#document = document;
  }

  /** @returns an empty object for what is no object */
  target(node: unknown): Target {
    let value = isObject(node) ? node : {};
    let name: string | undefined;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const reference = textIn(value, '$ref');
      if (reference === undefined) {
        return { value, name };
      }
      const next = this.#at(reference);
      if (!isObject(next)) {
        return { value: {}, missing: reference };
      }
      name ??= nameOf(reference);
      value = next;
    }
    return { value: {}, missing: textIn(value, '$ref') };
  }

  #at(reference: string): unknown {
    if (!this.#found.has(reference)) {
      this.#found.set(reference, resolvePointer(this.#document, reference));
    }
    return this.#found.get(reference);
  }
}

/** Places whose keys are names that somebody chose. */
const NAMED =
  /^#\/(?:components\/[^/]+|definitions|parameters|responses)\/([^/]+)$/;

function nameOf(reference: string): string | undefined {
  const [, raw] = NAMED.exec(reference) ?? [];
  try {
    return raw === undefined
      ? undefined
      : decodeURIComponent(raw).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return raw;
  }
}
