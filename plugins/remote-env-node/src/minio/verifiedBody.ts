import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { DocumentInfo } from '../ports/DocumentStore.ts';
import { DocumentIntegrityError } from '../ports/errors.ts';
import { StoreTimeoutError, toStoreError } from './storeErrors.ts';

/**
 * The bytes of an answer; ends with an error when they are not the document that was put.
 *
 * @param timeoutMs - for each wait for more bytes; a reader may take its time
 */
export function verifiedBody(
  answer: IncomingMessage,
  info: DocumentInfo,
  timeoutMs: number,
): Readable {
  // The connection is idle while the reader is: from here on only what we wait for is timed.
  answer.setTimeout(0);
  const body = Readable.from(chunksOf(answer, info, timeoutMs), {
    objectMode: false,
  });
  // A generator that was never started runs no `finally`.
  body.once('close', () => answer.destroy());
  return body;
}

async function* chunksOf(
  answer: IncomingMessage,
  info: DocumentInfo,
  timeoutMs: number,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let size = 0;
  const late = () =>
    answer.destroy(
      new StoreTimeoutError(
        `document store sent nothing more within ${timeoutMs} ms`,
      ),
    );
  let timer = setTimeout(late, timeoutMs);
  try {
    for await (const chunk of answer) {
      clearTimeout(timer);
      hash.update(chunk);
      size += chunk.byteLength;
      yield chunk;
      timer = setTimeout(late, timeoutMs);
    }
  } catch (error) {
    throw toStoreError(error);
  } finally {
    clearTimeout(timer);
  }
  if (size !== info.size || hash.digest('hex') !== info.sha256) {
    throw new DocumentIntegrityError(`document '${info.key}' is damaged`);
  }
}
