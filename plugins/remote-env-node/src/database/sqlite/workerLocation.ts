import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Where the worker's entry lies, seen from the file that this code ended up in: beside it when the code runs from
 * source, from a bundle that ships the worker, or from the published build of single modules.
 */
const CANDIDATES = [
  'sqliteWorker.ts',
  'sqliteWorker.js',
  'sqliteWorker.cjs.js',
  'database/sqlite/sqliteWorker.cjs.js',
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
