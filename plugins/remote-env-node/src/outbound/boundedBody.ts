import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import {
  OutboundContentError,
  OutboundError,
  OutboundTooLargeError,
} from './errors';

/** What `readBounded` can unpack, for `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

function decompressor(encoding: string): Transform | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      return undefined;
  }
}

/**
 * Reads a body into memory and unpacks it on the way, never holding more than the limit: a small body that unpacks
 * to a large one is cut off while it unpacks. One content encoding at most; stacked ones only serve to multiply.
 *
 * @param maxBytes - of the body as sent, and as unpacked
 * @throws OutboundTooLargeError, OutboundContentError
 */
export async function readBounded(
  body: Readable,
  options: { origin: string; contentEncoding?: string; maxBytes: number },
): Promise<Buffer> {
  const { origin, maxBytes } = options;
  const encoding = (options.contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity' || encoding === '') {
    return collect(body, origin, maxBytes);
  }
  const unpacker = decompressor(encoding);
  if (!unpacker) {
    // The body ends with an error of its own that says no more than ours.
    body.once('error', () => {}).destroy();
    throw new OutboundContentError(origin, 'unknown content encoding');
  }
  return unpack(body, unpacker, { origin, maxBytes });
}

async function unpack(
  body: Readable,
  unpacker: Transform,
  { origin, maxBytes }: { origin: string; maxBytes: number },
): Promise<Buffer> {
  let broken: 'transport' | 'content' | undefined;
  body.once('error', () => {
    broken ??= 'transport';
  });
  unpacker.once('error', () => {
    broken ??= 'content';
  });
  try {
    return await pipeline(
      body,
      chunks => limited(chunks, origin, maxBytes),
      unpacker,
      unpacked => collect(unpacked, origin, maxBytes),
    );
  } catch (error) {
    if (broken === 'content' && !(error instanceof OutboundError)) {
      throw new OutboundContentError(origin, 'the content encoding is broken', {
        cause: error,
      });
    }
    throw error;
  }
}

async function* limited(
  chunks: AsyncIterable<Buffer>,
  origin: string,
  maxBytes: number,
) {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new OutboundTooLargeError(
        origin,
        `answer is larger than ${maxBytes} bytes`,
      );
    }
    yield chunk;
  }
}

async function collect(
  chunks: AsyncIterable<Buffer>,
  origin: string,
  maxBytes: number,
): Promise<Buffer> {
  const collected: Buffer[] = [];
  for await (const chunk of limited(chunks, origin, maxBytes)) {
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}
