import type { Resource } from '@remote-env/plugin-remote-env-common';
import type { ResourceName } from '../ports';

/** Keys under which an object is found; none when it is left out of the index. */
export type IndexKeys<T> = (object: T) => string | string[] | undefined;

export type ViewChange<T> =
  | { type: 'ADDED'; object: T }
  | { type: 'MODIFIED'; object: T; previous: T }
  | { type: 'DELETED'; object: T };

interface Index<T> {
  keys: IndexKeys<T>;
  entries: Map<string, Map<string, T>>;
}

/** Objects of one kind in memory, by name and by any number of further keys. */
export class ResourceView<T extends Resource> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<string, Index<T>>();

  static create<T extends Resource>() {
    return new ResourceView<T>();
  }

  private constructor() {}

  get size(): number {
    return this.#objects.size;
  }

  get(name: ResourceName): T | undefined {
    return this.#objects.get(pathOf(name));
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  addIndex(name: string, keys: IndexKeys<T>): void {
    if (this.#indexes.has(name)) {
      throw new Error(`There is an index '${name}' already`);
    }
    const index: Index<T> = { keys, entries: new Map() };
    this.#indexes.set(name, index);
    for (const [path, object] of this.#objects) {
      enter(index, path, object);
    }
  }

  byIndex(name: string, key: string): T[] {
    const index = this.#indexes.get(name);
    if (!index) {
      throw new Error(`There is no index '${name}'`);
    }
    return [...(index.entries.get(key)?.values() ?? [])];
  }

  /** @returns what changed; nothing when this very version was there already */
  put(object: T): ViewChange<T>[] {
    const previous = this.get(object.metadata);
    if (previous && previous.metadata.uid !== object.metadata.uid) {
      // The name has a new holder: whoever knows the old one must hear that it is gone.
      return [...this.remove(previous), ...this.put(object)];
    }
    if (
      previous?.metadata.resourceVersion === object.metadata.resourceVersion
    ) {
      return [];
    }
    this.#forget(previous);
    // One string for all indexes: there may be tens of thousands of objects.
    const path = pathOf(object.metadata);
    this.#objects.set(path, object);
    for (const index of this.#indexes.values()) {
      enter(index, path, object);
    }
    return previous
      ? [{ type: 'MODIFIED', object, previous }]
      : [{ type: 'ADDED', object }];
  }

  /** @returns what changed; nothing when the object is not there, or another one under its name */
  remove(object: T): ViewChange<T>[] {
    const previous = this.get(object.metadata);
    if (previous?.metadata.uid !== object.metadata.uid) {
      return [];
    }
    this.#forget(previous);
    return [{ type: 'DELETED', object }];
  }

  /** Makes the view hold exactly these objects. */
  replace(objects: T[]): ViewChange<T>[] {
    const present = new Set(objects.map(object => pathOf(object.metadata)));
    const gone = this.list().filter(
      object => !present.has(pathOf(object.metadata)),
    );
    return [
      ...gone.flatMap(object => this.remove(object)),
      ...objects.flatMap(object => this.put(object)),
    ];
  }

  #forget(object: T | undefined): void {
    if (!object) {
      return;
    }
    const path = pathOf(object.metadata);
    this.#objects.delete(path);
    for (const index of this.#indexes.values()) {
      leave(index, path, object);
    }
  }
}

function enter<T>(index: Index<T>, path: string, object: T): void {
  for (const key of keysOf(index, object)) {
    const entry = index.entries.get(key) ?? new Map<string, T>();
    entry.set(path, object);
    index.entries.set(key, entry);
  }
}

function leave<T>(index: Index<T>, path: string, object: T): void {
  for (const key of keysOf(index, object)) {
    const entry = index.entries.get(key);
    entry?.delete(path);
    if (entry?.size === 0) {
      index.entries.delete(key);
    }
  }
}

function keysOf<T>(index: Index<T>, object: T): string[] {
  const keys = index.keys(object);
  return typeof keys === 'string' ? [keys] : keys ?? [];
}

function pathOf({ namespace, name }: ResourceName): string {
  return `${namespace}/${name}`;
}
