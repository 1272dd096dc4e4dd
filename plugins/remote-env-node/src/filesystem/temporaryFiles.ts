import { randomBytes } from 'node:crypto';
import { readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';

/** A file of a process that cannot be told apart from a living one (its number was given again) goes after this. */
const STALE_AFTER_MS = 60 * 60 * 1000;

/** Name for a file that this process writes; the process number says later whether its writer is still alive. */
export function temporaryName(): string {
  return `${process.pid}.${randomBytes(12).toString('hex')}`;
}

/** Removes what writers left that were killed; files of living processes stay. */
export async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    if (!isAlive(Number.parseInt(name, 10)) || (await isStale(file))) {
      await unlink(file).catch(ignoreMissing);
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isStale(file: string): Promise<boolean> {
  const stats = await stat(file).catch(ignoreMissing);
  return stats !== undefined && Date.now() - stats.mtimeMs > STALE_AFTER_MS;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') {
    throw error;
  }
  return undefined;
}
