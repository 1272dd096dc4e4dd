import type { Parsed, Place } from '../syntax.ts';
import {
  descriptionFrom,
  isQualifiedName,
  isSimpleName,
  type Draft,
} from './Draft.ts';

export type JsonObject = Record<string, unknown>;

type Facet = 'maxLength' | 'precision' | 'scale';

/** An object of a CSDL JSON document, with the path that leads to it. */
export class CsdlJsonNode {
  readonly value: JsonObject;
  readonly name: string;
  readonly locate: () => Place | undefined;
  readonly #draft: Draft;
  readonly #parsed: Parsed;
  readonly #path: readonly (string | number)[];

  static create(
    draft: Draft,
    parsed: Parsed,
    path: readonly (string | number)[],
    value: unknown,
  ): CsdlJsonNode {
    const node = new CsdlJsonNode(
      draft,
      parsed,
      path,
      isObject(value) ? value : {},
    );
    return isObject(value)
      ? node
      : node.refuse(`'${node.name.slice(0, 100)}' is no object`);
  }

  private constructor(
    draft: Draft,
    parsed: Parsed,
    path: readonly (string | number)[],
    value: JsonObject,
  ) {
    this.#draft = draft;
    this.#parsed = parsed;
    this.#path = path;
    this.value = value;
    this.name = String(path.at(-1) ?? '');
    this.locate = () => this.#parsed.placeOf(this.#path);
  }

  refuse(reason: string): never {
    return this.#draft.refuse(this.#draft.at(this, this.locate), reason);
  }

  child(key: string): CsdlJsonNode {
    const value = this.value[key];
    return new CsdlJsonNode(
      this.#draft,
      this.#parsed,
      [...this.#path, key],
      isObject(value) ? value : {},
    );
  }

  /** What it has beside its own facts and annotations, except lists. */
  members(): CsdlJsonNode[] {
    return Object.entries(this.value)
      .filter(([key, value]) => isMember(key) && !Array.isArray(value))
      .map(([key, value]) => this.#at([key], value));
  }

  /** Members that are lists: overloads of functions and actions. */
  lists(): { name: string; nodes: CsdlJsonNode[] }[] {
    return Object.entries(this.value)
      .filter(([key]) => isMember(key))
      .flatMap(([name, value]) =>
        Array.isArray(value) ? [{ name, nodes: this.#each(name, value) }] : [],
      );
  }

  /** Objects of a list that may be absent. */
  list(key: string): CsdlJsonNode[] {
    const value = this.value[key] ?? [];
    return Array.isArray(value)
      ? this.#each(key, value)
      : this.child(key).refuse(`${key} is no list`);
  }

  enumMembers(): { name: string; value: string; description?: string }[] {
    // Once for all: an enumeration may have many thousand members.
    const annotations = annotationsByName(this.value);
    return Object.entries(this.value)
      .filter(([key]) => isMember(key) && !key.includes('@'))
      .map(([name, value]) => {
        if (!Number.isSafeInteger(value)) {
          this.child(name).refuse(`member '${name}' has no whole number`);
        }
        return {
          name,
          value: String(value),
          ...descriptionFrom(annotations.get(name) ?? new Map()),
        };
      });
  }

  /** A text that may be absent. */
  optional(key: string): string | undefined {
    const value = this.value[key];
    return value === undefined || typeof value === 'string'
      ? value
      : this.child(key).refuse(`${key} is no text`);
  }

  required(key: string): string {
    return (
      this.optional(key) ?? this.refuse(`${key} of '${this.name}' is missing`)
    );
  }

  facet(name: Facet, key: string): Partial<Record<Facet, string>> {
    const value = this.value[key];
    return typeof value === 'number' || typeof value === 'string'
      ? { [name]: String(value) }
      : {};
  }

  checkName(name = this.name): void {
    if (!isSimpleName(name)) {
      this.refuse(`'${name.slice(0, 100)}' is no name`);
    }
  }

  checkQualified(name = this.name): void {
    if (!isQualifiedName(name)) {
      this.refuse(`'${name.slice(0, 100)}' is no name of a type or namespace`);
    }
  }

  description() {
    return descriptionFrom(annotationsByName(this.value).get('') ?? new Map());
  }

  #each(key: string, values: unknown[]): CsdlJsonNode[] {
    return values.map((value, index) => this.#at([key, index], value));
  }

  #at(path: readonly (string | number)[], value: unknown): CsdlJsonNode {
    return CsdlJsonNode.create(
      this.#draft,
      this.#parsed,
      [...this.#path, ...path],
      value,
    );
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Facts begin with `$`; annotations have an `@`, of whatever they annotate (CSDL JSON sections 3 and 4). */
function isMember(key: string): boolean {
  return !key.startsWith('$') && !key.includes('@');
}

/** Texts of annotations by what they annotate, which is empty for the object itself, and by their term. */
function annotationsByName(
  value: JsonObject,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const [key, text] of Object.entries(value)) {
    const at = key.indexOf('@');
    if (at >= 0 && typeof text === 'string') {
      const name = key.slice(0, at);
      const texts = found.get(name) ?? new Map<string, string>();
      found.set(name, texts.set(key.slice(at + 1), text));
    }
  }
  return found;
}
