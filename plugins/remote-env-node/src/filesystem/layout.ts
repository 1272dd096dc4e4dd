import path from 'node:path';
import { documentKeyProblem } from '../ports/DocumentStore.ts';
import { ResourceInvalidError } from '../ports/errors.ts';

/**
 * `~` is no character of a key. A file is named after the last segment with `~` at its end, so that the keys `a`
 * and `a/b` can both exist; a name that begins with `~` is ours and holds no document.
 */
const FILE_SUFFIX = '~';

/** Folder in the root for files that are still being written: the same file system, so that a rename is atomic. */
export const TEMPORARY_FOLDER = '~writing';

/**
 * Path of the document with this key.
 *
 * @throws ResourceInvalidError for a key that breaks the rule, before it is ever joined to a path
 */
export function documentPath(root: string, key: string): string {
  const problem = documentKeyProblem(key);
  if (problem) {
    throw new ResourceInvalidError(problem);
  }
  return path.join(root, ...key.split('/')) + FILE_SUFFIX;
}

/** One name in a folder: a document, or a folder that holds more of them. */
export interface Entry {
  /** Key so far; a folder's ends with `/`, and every key below begins with it. */
  key: string;
  folder: boolean;
}

/** The entries of one folder in the order of the keys below them; names that are not ours are left out. */
export function entriesOf(
  prefix: string,
  names: Iterable<{ name: string; isDirectory(): boolean; isFile(): boolean }>,
): Entry[] {
  const entries: Entry[] = [];
  for (const dirent of names) {
    const { name } = dirent;
    if (name.startsWith('~')) {
      continue;
    }
    if (dirent.isDirectory()) {
      entries.push({ key: `${prefix}${name}/`, folder: true });
    } else if (dirent.isFile() && name.endsWith(FILE_SUFFIX)) {
      const key = prefix + name.slice(0, -FILE_SUFFIX.length);
      entries.push({ key, folder: false });
    }
  }
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}
