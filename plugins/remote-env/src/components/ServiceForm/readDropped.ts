import type { GivenFile } from '../../lib/forms/service/sortFiles';

/** As much as one registration may hold by default. */
export const MAX_BYTES = 32 * 1024 * 1024;
const MAX_FILES = 500;

/** A file with the folders it lies in. */
interface Found {
  path: string;
  file: File;
}

/** What was read, or why nothing was. */
export type ReadFiles =
  | { files: GivenFile[]; unreadable: string[] }
  | { isTooMuch: true };

/** Files that were chosen, each with its path where a folder was. */
export function chosenFiles(files: Iterable<File>): Found[] {
  return [...files].map(file => ({
    path: file.webkitRelativePath || file.name,
    file,
  }));
}

/** Files that were dropped, and those in folders that were. To be called while the event is handled. */
export async function droppedFiles(data: DataTransfer): Promise<Found[]> {
  const entries = [...data.items].flatMap(
    item => item.webkitGetAsEntry?.() ?? [],
  );
  const files = [...data.files];
  if (entries.length === 0) {
    return chosenFiles(files);
  }
  const found: Found[] = [];
  for (const entry of entries) {
    await collect(entry, found);
  }
  return found;
}

async function collect(entry: FileSystemEntry, found: Found[]): Promise<void> {
  if (entry.name.startsWith('.') || found.length > MAX_FILES) {
    return;
  }
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) =>
      entry.file(resolve, reject),
    );
    found.push({ path: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  if (entry instanceof FileSystemDirectoryEntry) {
    const reader = entry.createReader();
    // A folder is read in parts; an empty one ends it.
    for (;;) {
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
        reader.readEntries(resolve, reject),
      );
      if (part.length === 0) {
        return;
      }
      for (const inner of part) {
        await collect(inner, found);
      }
    }
  }
}

/** Reads them as UTF-8, unless they are too many or too large together. */
export async function readFiles(found: readonly Found[]): Promise<ReadFiles> {
  const bytes = found.reduce((sum, { file }) => sum + file.size, 0);
  if (bytes > MAX_BYTES || found.length > MAX_FILES) {
    return { isTooMuch: true };
  }
  const files: GivenFile[] = [];
  const unreadable: string[] = [];
  for (const { path, file } of found) {
    const text = await textOf(file);
    if (text === undefined) {
      unreadable.push(path);
    } else {
      files.push({ path, text });
    }
  }
  return { files, unreadable };
}

/** @returns undefined when it cannot be read, or is not UTF-8 */
function textOf(file: File): Promise<string | undefined> {
  return new Promise(resolve => {
    const reader = new FileReader();
    reader.onerror = () => resolve(undefined);
    reader.onload = () =>
      resolve(
        reader.result === null || typeof reader.result === 'string'
          ? undefined
          : decoded(new Uint8Array(reader.result)),
      );
    reader.readAsArrayBuffer(file);
  });
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
