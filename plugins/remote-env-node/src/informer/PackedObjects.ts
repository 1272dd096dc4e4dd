import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import type { ObjectsByPath } from './ResourceView';

/** Objects kept as they are: what was just changed or looked at is looked at again, and few are never packed. */
const UNPACKED_AT_MOST = 2000;

/**
 * A window of 8 KiB, in which objects of a few kilobytes find what the pattern has. What is set up for each object costs
 * more than the object: little is reserved.
 */
const WINDOW_BITS = 13;
const PACKING = { level: 3, memLevel: 3, chunkSize: 1024 };
const UNPACKING = { chunkSize: 4096 };

/**
 * Very many objects of one kind in little memory: each as its compressed JSON, with the first packed one as the pattern for
 * the others, which differ from it in a few names and digests only. A service of 3 KB takes 0.2 KB, for 15 µs of packing
 * and 7 µs of unpacking.
 *
 * Objects have what JSON has. Who gets one twice may get two that are equal.
 */
export class PackedObjects<T extends object> implements ObjectsByPath<T> {
  /**
   * Of each path, as text with one byte in each character, which takes less room than a buffer of its own; undefined
   * while the object is kept as it is and was not packed before.
   */
  readonly #packed = new Map<string, string | undefined>();
  readonly #unpacked = new LRUCache<string, T>({
    max: UNPACKED_AT_MOST,
    dispose: (object, path, reason) => {
      if (reason === 'evict' && this.#packed.get(path) === undefined) {
        this.#packed.set(path, this.#pack(object));
      }
    },
  });
  #pattern: Buffer | undefined;

  static create<T extends object>(): PackedObjects<T> {
    return new PackedObjects<T>();
  }

  private constructor() {}

  get size(): number {
    return this.#packed.size;
  }

  keys(): Iterable<string> {
    return this.#packed.keys();
  }

  get(path: string): T | undefined {
    const known = this.#unpacked.get(path);
    if (known) {
      return known;
    }
    const packed = this.#packed.get(path);
    if (packed === undefined) {
      return undefined;
    }
    const object = this.#unpack(packed);
    this.#unpacked.set(path, object);
    return object;
  }

  set(path: string, object: T): void {
    this.#packed.set(path, undefined);
    this.#unpacked.set(path, object);
  }

  delete(path: string): void {
    this.#packed.delete(path);
    this.#unpacked.delete(path);
  }

  clear(): void {
    this.#packed.clear();
    this.#unpacked.clear();
  }

  #pack(object: T): string {
    const text = Buffer.from(JSON.stringify(object));
    this.#pattern ??= text;
    return deflateRawSync(text, {
      ...PACKING,
      windowBits: WINDOW_BITS,
      dictionary: this.#pattern,
    }).toString('latin1');
  }

  #unpack(packed: string): T {
    const text = inflateRawSync(Buffer.from(packed, 'latin1'), {
      ...UNPACKING,
      windowBits: WINDOW_BITS,
      dictionary: this.#pattern,
    });
    // It was one when it was packed.
    return JSON.parse(text.toString()) as T;
  }
}
