import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Where the worker's entry lies, seen from the folder that this code ended up in: beside it when the code runs from
 * source or from a bundle that ships the worker, and among the entry points of the published package.
 */
const CANDIDATES = [
  'sqliteWorker.ts',
  'sqliteWorker.js',
  '../../sqliteWorker.cjs.js',
];

/** @throws Error that names the places looked at */
export function locateWorker(directory: string = __dirname): string {
  for (const candidate of CANDIDATES) {
    const file = path.join(directory, candidate);
    if (existsSync(file)) {
      return file;
    }
  }
  throw new Error(
    `The SQLite worker is missing: none of ${CANDIDATES.join(
      ', ',
    )} in ${directory}. A bundle has to ship it beside itself as sqliteWorker.js.`,
  );
}
