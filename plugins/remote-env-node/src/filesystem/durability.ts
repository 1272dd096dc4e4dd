import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { PortError, StoreUnavailableError } from '../ports/errors.ts';

const FOLDER_MODE = 0o700;

/** Makes what happened to the names in a folder (a new file, a rename, a removal) survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and what is missing above it, durably. */
export async function ensureFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) {
    return;
  }
  const top = path.dirname(first);
  for (let at = folder; at !== top; at = path.dirname(at)) {
    await syncFolder(path.dirname(at));
  }
}

/** Writes all of it, whatever the system takes at a time. */
export async function writeFully(
  handle: FileHandle,
  chunk: Uint8Array,
  position: number,
): Promise<void> {
  let written = 0;
  while (written < chunk.byteLength) {
    const { bytesWritten } = await handle.write(
      chunk,
      written,
      chunk.byteLength - written,
      position + written,
    );
    written += bytesWritten;
  }
}

/** Runs file operations; whatever the system refuses is `StoreUnavailableError`, without a path in its text. */
export async function guarded<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof PortError) {
      throw error;
    }
    throw new StoreUnavailableError(
      `document store failed: ${
        (error as NodeJS.ErrnoException).code ?? 'unknown'
      }`,
      { cause: error },
    );
  }
}
