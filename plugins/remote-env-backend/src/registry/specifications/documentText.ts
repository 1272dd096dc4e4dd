import { SpecificationRefusedError } from './errors';

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * The text of a document that came as bytes, without a mark of the encoding.
 *
 * @throws SpecificationRefusedError with the place of the first byte that is none
 */
export function documentText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SpecificationRefusedError({
      reason: 'is not text in UTF-8',
      ...placeAt(bytes, brokenAt(bytes)),
    });
  }
}

/** How many bytes from the beginning are in order, but for a character that they may end in. */
function brokenAt(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let good = 0;
  try {
    for (; good < bytes.length; good += CHUNK) {
      decoder.decode(bytes.subarray(good, good + CHUNK), { stream: true });
    }
    return bytes.length;
  } catch {
    // Somewhere in this piece.
  }
  let from = Math.max(good - 4, 0);
  while (from > 0 && isContinuation(bytes[from])) {
    from -= 1;
  }
  let bad = Math.min(good + CHUNK, bytes.length);
  let low = from;
  while (bad - low > 1) {
    const middle = Math.floor((low + bad) / 2);
    if (isText(bytes.subarray(from, middle))) {
      low = middle;
    } else {
      bad = middle;
    }
  }
  return low;
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 0b10;
}

/** Both from 1; the column counts UTF-16 code units, as editors do. */
function placeAt(bytes: Uint8Array, at: number) {
  const before = bytes.subarray(0, at);
  const line = before.reduce(
    (count, byte) => count + (byte === NEWLINE ? 1 : 0),
    1,
  );
  const start = before.lastIndexOf(NEWLINE) + 1;
  const column = new TextDecoder().decode(before.subarray(start)).length + 1;
  return { line, column };
}
