import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Bytes of a Unix socket's path that every system takes (`sun_path` of macOS, less its final zero). */
const MAX_BYTES = 103;

/**
 * Runs something that binds or connects to a Unix socket with a path for it that is short enough: where the real
 * one is too long, its directory is reached through a link in the temporary directory.
 */
export async function withShortPath<T>(
  socketPath: string,
  use: (short: string) => Promise<T>,
): Promise<T> {
  if (Buffer.byteLength(socketPath) <= MAX_BYTES) {
    return use(socketPath);
  }
  const directory = await mkdtemp(path.join(tmpdir(), 're-'));
  try {
    const link = path.join(directory, 'd');
    await symlink(path.dirname(path.resolve(socketPath)), link);
    return await use(path.join(link, path.basename(socketPath)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
