/*
 * Slices are many and small, and each file of a document store has its price. So slices that follow one another share a
 * file, a shelf: the number of slices, the offset at which each begins, the offset of the end, all as unsigned 32-bit
 * integers (big-endian), and then the slices, each gzip for itself.
 */

/** A shelf is full once it holds so many bytes. */
const SHELF_BYTES = 256 * 1024;
const INTEGER = 4;

/** Where a slice lies. */
export interface SlicePlace {
  shelf: number;
  item: number;
}

/** Puts slices on shelves, in their order. */
export class ShelfFiller {
  readonly #shelves: Uint8Array[][] = [];
  #left = 0;

  static create(): ShelfFiller {
    return new ShelfFiller();
  }

  private constructor() {}

  add(slice: Uint8Array): SlicePlace {
    if (this.#left <= 0) {
      this.#shelves.push([]);
      this.#left = SHELF_BYTES;
    }
    this.#left -= slice.length;
    const shelf = this.#shelves.length - 1;
    const item = (this.#shelves[shelf]?.push(slice) ?? 1) - 1;
    return { shelf, item };
  }

  files(): Uint8Array[] {
    return this.#shelves.map(file);
  }
}

function file(slices: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(INTEGER * (slices.length + 2));
  head.writeUInt32BE(slices.length, 0);
  let offset = head.length;
  slices.forEach((slice, index) => {
    head.writeUInt32BE(offset, INTEGER * (index + 1));
    offset += slice.length;
  });
  head.writeUInt32BE(offset, INTEGER * (slices.length + 1));
  return Buffer.concat([head, ...slices]);
}

/** One slice of a shelf, or undefined when there is none of that number. */
export function takeFrom(shelf: Buffer, item: number): Buffer | undefined {
  const count = shelf.readUInt32BE(0);
  if (item >= count) {
    return undefined;
  }
  const at = INTEGER * (item + 1);
  return shelf.subarray(
    shelf.readUInt32BE(at),
    shelf.readUInt32BE(at + INTEGER),
  );
}
