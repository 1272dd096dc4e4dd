import { Readable } from 'node:stream';
import type { DocumentStore } from '../ports/DocumentStore';
import type { DocumentRecord } from './archive/format';
import { Parallel } from './Parallel';
import type { Progress } from './Summary';

/** Documents up to this many bytes are held in memory and written side by side; larger ones are streamed. */
const SMALL = 1024 * 1024;
const AT_ONCE = 16;

/** Writes documents as they come out of an archive. */
export class DocumentImport {
  readonly #documents: DocumentStore;
  readonly #resuming: boolean;
  readonly #progress: Progress | undefined;
  readonly #writes = new Parallel(AT_ONCE);
  #done = 0;

  /** @param resuming - some may be there already */
  constructor(
    documents: DocumentStore,
    resuming: boolean,
    progress: Progress | undefined,
  ) {
    this.#documents = documents;
    this.#resuming = resuming;
    this.#progress = progress;
  }

  async take(
    record: DocumentRecord,
    body: AsyncIterable<Buffer>,
  ): Promise<void> {
    if (record.size > SMALL) {
      await this.#write(record, Readable.from(body, { objectMode: false }));
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of body) {
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    await this.#writes.run(() => this.#write(record, bytes));
  }

  async idle(): Promise<void> {
    await this.#writes.idle();
  }

  async #write(
    { key, sha256, size, contentType }: DocumentRecord,
    body: Readable | Buffer,
  ): Promise<void> {
    const there = this.#resuming && (await this.#documents.stat(key));
    if (there && there.sha256 === sha256 && there.contentType === contentType) {
      if (!Buffer.isBuffer(body)) {
        await body.resume().toArray();
      }
    } else {
      await this.#documents.put(key, body, {
        contentType,
        sha256,
        maxBytes: size,
      });
    }
    this.#done += 1;
    this.#progress?.('documents', this.#done);
  }
}
