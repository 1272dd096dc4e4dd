/** The document that the killed writer of the contract suite writes: `VERSION_CHUNKS` times `versionChunk`. */
export const VERSION_CHUNKS = 8;

export function versionChunk(version: number): Buffer {
  return Buffer.alloc(64 * 1024, `${version};`);
}

/** @returns the version that these bytes are complete and unmixed, or undefined */
export function versionOf(bytes: Buffer): number | undefined {
  const version = Number.parseInt(bytes.subarray(0, 20).toString(), 10);
  const expected = Buffer.concat(
    Array.from({ length: VERSION_CHUNKS }, () => versionChunk(version)),
  );
  return bytes.equals(expected) ? version : undefined;
}
