import type { Resource } from '@remote-env/plugin-remote-env-common';
import type { ResourceName } from '../ports';

/** Keys under which an object is found; none when it is left out of the index. */
export type IndexKeys<T> = (object: T) => string | string[] | undefined;

export type ViewChange<T> =
  | { type: 'ADDED'; object: T }
  | { type: 'MODIFIED'; object: T; previous: T }
  | { type: 'DELETED'; object: T };

/** Where the objects of a view are: a `Map`, or what does the same in less room (`PackedObjects`). */
export interface ObjectsByPath<T> {
  readonly size: number;
  keys(): Iterable<string>;
  get(path: string): T | undefined;
  set(path: string, object: T): void;
  delete(path: string): void;
}

/**
 * Paths of what has one key. One alone, as most are, is kept without a set: one for each of a hundred thousand would take
 * more room than the keys.
 */
type Holders = string | Set<string>;

interface Index<T> {
  keys: IndexKeys<T>;
  entries: Map<string, Holders>;
}

/** Objects of one kind in memory, by name and by any number of further keys. */
export class ResourceView<T extends Resource> {
  readonly #objects: ObjectsByPath<T>;
  readonly #indexes = new Map<string, Index<T>>();

  static create<T extends Resource>(
    objects: ObjectsByPath<T> = new Map<string, T>(),
  ) {
    return new ResourceView<T>(objects);
  }

  private constructor(objects: ObjectsByPath<T>) {
    this.#objects = objects;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(name: ResourceName): T | undefined {
    return this.#objects.get(pathOf(name));
  }

  /**
   * One after the other, as they are when their turn comes; what is added meanwhile has its turn, too. Nothing is copied:
   * whoever needs a few of thousands pays for a few.
   */
  values(): Generator<T> {
    return this.#at(this.#objects.keys());
  }

  addIndex(name: string, keys: IndexKeys<T>): void {
    if (this.#indexes.has(name)) {
      throw new Error(`There is an index '${name}' already`);
    }
    const index: Index<T> = { keys, entries: new Map() };
    this.#indexes.set(name, index);
    for (const path of this.#objects.keys()) {
      const object = this.#objects.get(path);
      if (object) {
        enter(index, path, keysOf(index, object));
      }
    }
  }

  /** As `values`. */
  byIndex(name: string, key: string): Generator<T> {
    const index = this.#indexes.get(name);
    if (!index) {
      throw new Error(`There is no index '${name}'`);
    }
    const holders = index.entries.get(key) ?? [];
    return this.#at(typeof holders === 'string' ? [holders] : holders);
  }

  *#at(paths: Iterable<string>): Generator<T> {
    for (const path of paths) {
      const object = this.#objects.get(path);
      if (object) {
        yield object;
      }
    }
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
    // One string for all indexes: there may be tens of thousands of objects.
    const path = pathOf(object.metadata);
    this.#objects.set(path, object);
    for (const index of this.#indexes.values()) {
      // What changed keeps its place: nobody who goes through all of them meets it twice.
      const keys = keysOf(index, object);
      enter(index, path, keys);
      if (previous) {
        leave(
          index,
          path,
          keysOf(index, previous).filter(key => !keys.includes(key)),
        );
      }
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
    const path = pathOf(previous.metadata);
    this.#objects.delete(path);
    for (const index of this.#indexes.values()) {
      leave(index, path, keysOf(index, previous));
    }
    return [{ type: 'DELETED', object }];
  }

  /** Lets go of whatever is not among these. @param paths - as of `pathOf` */
  retain(paths: ReadonlySet<string>): ViewChange<T>[] {
    const changes: ViewChange<T>[] = [];
    for (const path of this.#objects.keys()) {
      const gone = paths.has(path) ? undefined : this.#objects.get(path);
      if (gone) {
        changes.push(...this.remove(gone));
      }
    }
    return changes;
  }
}

function enter<T>(index: Index<T>, path: string, keys: string[]): void {
  for (const key of keys) {
    const holders = index.entries.get(key);
    if (holders instanceof Set) {
      holders.add(path);
    } else if (holders === undefined) {
      index.entries.set(key, path);
    } else if (holders !== path) {
      index.entries.set(key, new Set([holders, path]));
    }
  }
}

function leave<T>(index: Index<T>, path: string, keys: string[]): void {
  for (const key of keys) {
    const holders = index.entries.get(key);
    if (holders instanceof Set) {
      holders.delete(path);
    }
    if (holders === path || (holders instanceof Set && holders.size === 0)) {
      index.entries.delete(key);
    }
  }
}

function keysOf<T>(index: Index<T>, object: T): string[] {
  const keys = index.keys(object);
  return typeof keys === 'string' ? [keys] : keys ?? [];
}

/** Under which a view has an object. */
export function pathOf({ namespace, name }: ResourceName): string {
  return `${namespace}/${name}`;
}
