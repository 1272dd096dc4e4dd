import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { DocumentIntegrityError } from '../ports/errors.ts';
import { guarded } from './durability.ts';
import { decodeEnvelope, HEADER_BYTES, type Envelope } from './envelope.ts';

/** The bytes behind the header; ends with an error when they are not the ones that were promised. */
export async function* verifiedBytes(
  handle: FileHandle,
  envelope: Envelope,
  key: string,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let read = 0;
  while (read < envelope.size) {
    const buffer = Buffer.allocUnsafe(
      Math.min(64 * 1024, envelope.size - read),
    );
    const position = HEADER_BYTES + read;
    const { bytesRead } = await guarded(() =>
      handle.read(buffer, 0, buffer.byteLength, position),
    );
    if (bytesRead === 0) {
      break;
    }
    read += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    yield chunk;
  }
  if (read !== envelope.size || hash.digest('hex') !== envelope.sha256) {
    throw new DocumentIntegrityError(`document '${key}' is damaged`);
  }
}

/** @throws DocumentIntegrityError when the file is not as long as its header says */
export async function readEnvelope(
  handle: FileHandle,
  key: string,
): Promise<Envelope> {
  const header = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
  const envelope = decodeEnvelope(header.subarray(0, bytesRead), key);
  const { size } = await handle.stat();
  if (size !== HEADER_BYTES + envelope.size) {
    throw new DocumentIntegrityError(`document '${key}' is damaged`);
  }
  return envelope;
}
