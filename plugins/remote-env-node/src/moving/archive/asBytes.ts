/** A chunk of a stream whose library does not say what its chunks are. */
export function asBytes(chunk: unknown): Buffer {
  if (chunk instanceof Uint8Array) {
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  throw new TypeError('a stream of bytes had something else in it');
}
