import { constants } from 'node:fs';
import { copyFile, link, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { ensureFolder, syncFolder } from './durability.ts';

/** File systems without links, or without another one to this file, refuse with one of these. */
const NO_LINKS = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
  'ENOSYS',
]);

/**
 * Gives the file of one document another name, by a link where the file system has such: no document is ever written in
 * place, so nothing that happens under one name shows under the other.
 *
 * @param temporary - a path on the same file system that nobody else uses
 * @returns false when there is no source
 */
export async function placeCopy(
  source: string,
  temporary: string,
  target: string,
): Promise<boolean> {
  try {
    await linkOrCopy(source, temporary);
  } catch (error) {
    if (isMissing(error)) {
      return false;
    }
    throw error;
  }
  try {
    await ensureFolder(path.dirname(target));
    await rename(temporary, target);
    await syncFolder(path.dirname(target));
  } finally {
    // Where both names are links to one file already, a rename leaves both (POSIX, `rename`).
    await unlink(temporary).catch(ignoreMissing);
  }
  return true;
}

async function linkOrCopy(source: string, temporary: string): Promise<void> {
  try {
    await link(source, temporary);
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error) ?? '')) {
      throw error;
    }
    await copyFile(
      source,
      temporary,
      constants.COPYFILE_EXCL + constants.COPYFILE_FICLONE,
    );
    const handle = await open(temporary, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** Whether the file, or a folder on the way to it, is not there. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) {
    throw error;
  }
}
