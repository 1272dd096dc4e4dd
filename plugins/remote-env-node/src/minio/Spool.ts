import { createHash, randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { PutOptions } from '../ports/DocumentStore.ts';
import {
  DocumentIntegrityError,
  ResourceInvalidError,
  StoreUnavailableError,
} from '../ports/errors.ts';
import { guarded, writeFully } from '../filesystem/durability.ts';

/** What fits in here never touches the disk. */
const MEMORY_BYTES = 1024 * 1024;

/** S3 takes no more in one PUT (Amazon S3 User Guide, "Uploading objects"). */
const MAX_OBJECT_BYTES = 5 * 1024 * 1024 * 1024;

/**
 * A document as it came in, complete and checked, that can be read as often as sending it takes. S3 wants size and
 * metadata (the digest is part of it) before the first byte; so a stream whose digest is only known at its end is
 * held here first: small ones in memory, others in a file that has no name any more, so that nothing of it is left
 * however the process ends. That is also what makes a put one request: there is no multipart upload that could be left
 * half done.
 */
export class Spool {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly #content: Buffer | FileHandle;

  /**
   * @throws DocumentIntegrityError when the limit or the digest of the options does not hold; what the source throws
   * passes as it is
   */
  static async receive(
    body: Readable | Buffer,
    options: PutOptions,
    folder: string = tmpdir(),
  ): Promise<Spool> {
    const intake = new Intake(
      options,
      folder,
      // What is in memory already takes no more of it.
      Buffer.isBuffer(body) ? MAX_OBJECT_BYTES : MEMORY_BYTES,
    );
    try {
      for await (const piece of Buffer.isBuffer(body) ? [body] : body) {
        await intake.take(asBytes(piece));
      }
      const { content, size, sha256 } = intake.finish();
      return new Spool(content, size, sha256);
    } catch (error) {
      await intake.abandon();
      throw error;
    }
  }

  private constructor(
    content: Buffer | FileHandle,
    size: number,
    sha256: string,
  ) {
    this.#content = content;
    this.size = size;
    this.sha256 = sha256;
  }

  /** The whole document, from its beginning each time. */
  content(): Buffer | Readable {
    const content = this.#content;
    return Buffer.isBuffer(content)
      ? content
      : Readable.from(bytesOf(content, this.size), { objectMode: false });
  }

  async dispose(): Promise<void> {
    if (!Buffer.isBuffer(this.#content)) {
      await this.#content.close();
    }
  }
}

/** Counts, hashes and keeps what comes in, until it is complete or too much. */
class Intake {
  readonly #hash = createHash('sha256');
  readonly #options: PutOptions;
  readonly #folder: string;
  readonly #memory: number;
  #chunks: Uint8Array[] = [];
  #file: FileHandle | undefined;
  #size = 0;

  constructor(options: PutOptions, folder: string, memory: number) {
    this.#options = options;
    this.#folder = folder;
    this.#memory = memory;
  }

  async take(chunk: Uint8Array): Promise<void> {
    const position = this.#size;
    this.#size += chunk.byteLength;
    const limit = Math.min(
      this.#options.maxBytes ?? MAX_OBJECT_BYTES,
      MAX_OBJECT_BYTES,
    );
    if (this.#size > limit) {
      throw new DocumentIntegrityError(
        `document is larger than ${limit} bytes`,
      );
    }
    this.#hash.update(chunk);
    if (!this.#file && this.#size <= this.#memory) {
      this.#chunks.push(chunk);
      return;
    }
    await guarded(async () => {
      this.#file ??= await this.#spill();
      await writeFully(this.#file, chunk, position);
    });
  }

  finish(): { content: Buffer | FileHandle; size: number; sha256: string } {
    const sha256 = this.#hash.digest('hex');
    const promised = this.#options.sha256;
    if (promised !== undefined && promised !== sha256) {
      throw new DocumentIntegrityError(
        `document has SHA-256 ${sha256} and not ${promised}`,
      );
    }
    const [first] = this.#chunks;
    const whole =
      this.#chunks.length === 1 && Buffer.isBuffer(first)
        ? first
        : Buffer.concat(this.#chunks);
    return { content: this.#file ?? whole, size: this.#size, sha256 };
  }

  async abandon(): Promise<void> {
    await this.#file?.close().catch(() => undefined);
  }

  async #spill(): Promise<FileHandle> {
    const name = path.join(this.#folder, `remote-env-${randomUUID()}`);
    const file = await open(name, 'wx+', 0o600);
    try {
      await unlink(name);
      let position = 0;
      for (const chunk of this.#chunks) {
        await writeFully(file, chunk, position);
        position += chunk.byteLength;
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#chunks = [];
    return file;
  }
}

/** Not the handle's own stream: that one closes the handle when it is given up. */
async function* bytesOf(
  file: FileHandle,
  size: number,
): AsyncGenerator<Buffer> {
  for (let position = 0; position < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(64 * 1024, size - position));
    const { bytesRead } = await file.read(
      buffer,
      0,
      buffer.byteLength,
      position,
    );
    if (bytesRead === 0) {
      throw new StoreUnavailableError('document store failed: spool is short');
    }
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function asBytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) {
    return piece;
  }
  if (typeof piece === 'string') {
    return Buffer.from(piece);
  }
  throw new ResourceInvalidError('a document is a stream of bytes');
}
