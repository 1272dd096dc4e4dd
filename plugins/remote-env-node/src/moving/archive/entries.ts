import { createHash } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { extract } from 'tar-stream';
import { ArchiveRefusedError } from '../errors';
import { asBytes } from './asBytes';
import { MAX_PART_BYTES, type DocumentRecord } from './format';

/** One file in the archive; has to be read to its end before the next one comes. */
export interface Entry {
  name: string;
  size: number;
  chunks: AsyncIterable<Buffer>;
}

/** @throws ArchiveRefusedError for whatever is no tar file, or not all of one */
export async function* entriesOf(file: ReadStream): AsyncGenerator<Entry> {
  const tar = extract();
  file.once('error', error => tar.destroy(error));
  file.pipe(tar);
  try {
    for await (const entry of tar) {
      const { name, size = 0, type } = entry.header;
      if (type !== 'file') {
        throw new ArchiveRefusedError(
          `The archive is damaged: '${name}' is no file`,
        );
      }
      yield { name, size, chunks: bytesOf(entry) };
      entry.resume();
    }
  } catch (error) {
    throw refusal(error);
  } finally {
    file.destroy();
    tar.destroy();
  }
}

/** An entry that is small enough to be held in memory. */
export async function wholeEntry({
  name,
  size,
  chunks,
}: Entry): Promise<Buffer> {
  if (size > MAX_PART_BYTES) {
    throw new ArchiveRefusedError(
      `The archive is damaged: '${name}' has ${size} bytes, ${MAX_PART_BYTES} at most`,
    );
  }
  const content: Buffer[] = [];
  for await (const chunk of chunks) {
    content.push(chunk);
  }
  return Buffer.concat(content);
}

/** The bytes of a document, compared with what was announced of it before the last one is handed out. */
export async function* documentBody(
  entry: Entry,
  due: { name: string; record: DocumentRecord },
): AsyncGenerator<Buffer> {
  const { sha256, size, key } = due.record;
  if (entry.name !== due.name || entry.size !== size) {
    throw new ArchiveRefusedError(
      `The archive is damaged: document '${key}' is not where it should be`,
    );
  }
  const hash = createHash('sha256');
  for await (const chunk of entry.chunks) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) {
    throw new ArchiveRefusedError(
      `The archive is damaged: document '${key}' does not have its digest`,
    );
  }
}

async function* bytesOf(entry: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of entry) {
      yield asBytes(chunk);
    }
  } catch (error) {
    // Where the file ends too early in the middle of an entry, its reader gets to know, and nobody else.
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof Error && error.name === 'Error') {
    const code = 'code' in error ? String(error.code) : undefined;
    return new ArchiveRefusedError(
      code === undefined
        ? `The archive is not complete or no archive: ${error.message}`
        : `The archive cannot be read: ${code}`,
      { cause: error },
    );
  }
  return error;
}
