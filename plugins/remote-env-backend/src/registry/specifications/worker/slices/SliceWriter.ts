import { gzipSync } from 'node:zlib';
import type { OutlineEntry } from '@remote-env/plugin-remote-env-common';
import { Refusal } from '../refusal.ts';
import { ShelfFiller } from './shelves.ts';

const MIB = 1024 * 1024;
/** Of all slices together, compressed. */
const MAX_SLICES = 64 * MIB;
/** Of one slice. No page shows an operation or a channel that needs more. */
const MAX_SLICE = 16 * MIB;
/** They are compressed once and while nobody waits, but a thousand of them have much in common with each other. */
const COMPRESSION = { level: 4 };

/** Compresses slices, puts them on shelves, and notes in each entry where its slice lies. */
export class SliceWriter {
  readonly #shelves = ShelfFiller.create();
  readonly #version: number;
  #size = 0;

  /** @param version - of the derivation */
  static create(version: number): SliceWriter {
    return new SliceWriter(version);
  }

  private constructor(version: number) {
    this.#version = version;
  }

  /** @throws Refusal when slices become too large */
  write(entry: OutlineEntry, text: string): void {
    const slice = gzipSync(text, COMPRESSION);
    this.#size += slice.length;
    if (text.length > MAX_SLICE) {
      throw new Refusal({
        reason: `needs more than ${MAX_SLICE / MIB} MiB to show ${
          entry.anchor
        }`,
      });
    }
    if (this.#size > MAX_SLICES) {
      const things = entry.kind === 'channel' ? 'channels' : 'operations';
      throw new Refusal({
        reason: `needs more than ${
          MAX_SLICES / MIB
        } MiB to show its ${things} one by one`,
      });
    }
    const { shelf, item } = this.#shelves.add(slice);
    entry.slice = `${this.#version}-${shelf}-${item}`;
  }

  files(): Uint8Array[] {
    return this.#shelves.files();
  }
}
