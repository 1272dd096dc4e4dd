import { isRecord } from '../outline/words.ts';
import { referenceOf, segmentsOf, targetOf } from '../references.ts';

/** A piece of a document that others refer to: a schema, a parameter, a response. */
export interface Part {
  /** Fields under which it lies, from the top of the document. */
  path: readonly string[];
  /** JSON. */
  text: string;
  needs: readonly Part[];
}

/** Where documents of a format keep what is referred to, and how many fields lead to one piece of it. */
export type KeptIn = ReadonlyMap<string, number>;
/** Where a slice keeps what is referred to in the middle of something else. */
const LOOSE = 'x-parts';

/** The pieces of one document. Each is read and written out once, however many operations need it. */
export class DocumentParts {
  readonly #document: Record<string, unknown>;
  readonly #keptIn: KeptIn;
  readonly #parts = new Map<string, { path: string[]; part?: Part }>();
  /** New references by those that have to be written in another way. */
  readonly #rewritten = new Map<string, string>();

  static create(
    document: Record<string, unknown>,
    keptIn: KeptIn,
  ): DocumentParts {
    return new DocumentParts(document, keptIn);
  }

  private constructor(document: Record<string, unknown>, keptIn: KeptIn) {
    this.#document = document;
    this.#keptIn = keptIn;
  }

  /** A value as JSON, and everything that it needs, directly or not, each once. */
  withNeeds(value: unknown): { text: string; parts: Part[] } {
    const { text, needs } = this.#read(value);
    const all = new Set(needs);
    // Grows while it is gone through, so that circles end.
    for (const part of all) {
      part.needs.forEach(each => all.add(each));
    }
    return { text, parts: [...all] };
  }

  #read(value: unknown): { text: string; needs: Part[] } {
    const references = referencesIn(value);
    const needs = references.flatMap(reference => this.#part(reference) ?? []);
    const rewrites = references.some(each => this.#rewritten.has(each));
    const text = JSON.stringify(
      value,
      rewrites
        ? (key, item) =>
            key === '$ref' && typeof item === 'string'
              ? this.#rewritten.get(item) ?? item
              : item
        : undefined,
    );
    return { text, needs };
  }

  /** Undefined where a reference leads nowhere: it does so in a slice, too. */
  #part(reference: string): Part | undefined {
    const segments = segmentsOf(reference) ?? [];
    const depth = this.#keptIn.get(segments[0] ?? '') ?? 0;
    const kept = depth > 0 && segments.length >= depth;
    const path = kept ? segments.slice(0, depth) : undefined;
    const key = path ? JSON.stringify(path) : reference;
    const known = this.#parts.get(key);
    if (known) {
      return known.part;
    }
    const value = path
      ? valueAt(this.#document, path)
      : targetOf(this.#document, reference)?.value;
    if (value === undefined) {
      this.#parts.set(key, { path: [] });
      return undefined;
    }
    const place = path ?? [LOOSE, String(this.#rewritten.size)];
    if (!path) {
      this.#rewritten.set(reference, `#/${place.join('/')}`);
    }
    // Known before what it needs is read, since that may need it in turn.
    const part: { -readonly [K in keyof Part]: Part[K] } = {
      path: place,
      text: '',
      needs: [],
    };
    this.#parts.set(key, { path: place, part });
    Object.assign(part, this.#read(value));
    return part;
  }
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const segment of path) {
    if (!isRecord(value) || !Object.hasOwn(value, segment)) {
      return undefined;
    }
    value = value[segment];
  }
  return value;
}

/** References within the document, each once. Those of a discriminator are plain texts (OpenAPI 3.1 section 4.8.25). */
function referencesIn(value: unknown): string[] {
  const found = new Set<string>();
  const waiting = [value];
  const seen = new Set<unknown>();
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) {
      continue;
    }
    seen.add(next);
    const reference = referenceOf(next);
    if (reference !== undefined) {
      found.add(reference);
    }
    for (const [key, child] of Object.entries(next)) {
      if (key === 'discriminator' && isRecord(child)) {
        mappingOf(child).forEach(each => found.add(each));
      }
      waiting.push(child);
    }
  }
  return [...found];
}

function mappingOf({ mapping }: Record<string, unknown>): string[] {
  return Object.values(isRecord(mapping) ? mapping : {}).flatMap(target => {
    if (typeof target !== 'string') {
      return [];
    }
    return target.startsWith('#/') ? target : `#/components/schemas/${target}`;
  });
}
