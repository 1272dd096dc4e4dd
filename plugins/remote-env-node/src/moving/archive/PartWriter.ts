import type { ArchiveWriter } from './ArchiveWriter';
import { PART_BYTES, PART_RECORDS } from './format';

/** Collects records into parts of bounded size, `{folder}/{number}.ndjson`. */
export class PartWriter {
  readonly #archive: ArchiveWriter;
  readonly #folder: string;
  /** Called with the name of each part, without its ending, once it is written. */
  readonly #onPart: (name: string) => Promise<void>;
  #lines: string[] = [];
  #bytes = 0;
  #number = 0;
  count = 0;

  constructor(
    archive: ArchiveWriter,
    folder: string,
    onPart: (name: string) => Promise<void> = async () => {},
  ) {
    this.#archive = archive;
    this.#folder = folder;
    this.#onPart = onPart;
  }

  async add(record: object): Promise<void> {
    const line = `${JSON.stringify(record)}\n`;
    const bytes = Buffer.byteLength(line);
    if (
      this.#lines.length === PART_RECORDS ||
      (this.#lines.length > 0 && this.#bytes + bytes > PART_BYTES)
    ) {
      await this.end();
    }
    this.#lines.push(line);
    this.#bytes += bytes;
    this.count += 1;
  }

  /** Writes what is left. */
  async end(): Promise<void> {
    if (this.#lines.length === 0) {
      return;
    }
    this.#number += 1;
    const number = String(this.#number).padStart(6, '0');
    const name = `${this.#folder}/${number}`;
    const content = Buffer.from(this.#lines.join(''));
    const records = this.#lines.length;
    this.#lines = [];
    this.#bytes = 0;
    await this.#archive.part(`${name}.ndjson`, content, records);
    await this.#onPart(name);
  }
}
