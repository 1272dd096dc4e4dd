import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SqliteFile } from '../../database/sqlite/SqliteFile';
import { until } from '../conditions';
import type { TestDatabase } from './TestDatabase';

const HOLD_LOCK = `
  const db = new (require('better-sqlite3'))(process.argv[1], { timeout: 5000 });
  db.exec('BEGIN IMMEDIATE');
  console.log('held');
  setTimeout(() => { db.exec('COMMIT'); db.close(); }, Number(process.argv[2]));
`;

const MAX_STORED_BYTES = 64 * 1024 * 1024;

/** An SQLite file in a folder of its own. */
export async function sqliteTestDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(path.join(tmpdir(), 'remote-env-sqlite-'));
  const file = path.join(directory, 'test.sqlite');
  return {
    connection: { client: 'sqlite', file },
    keepWritersOut: async ms => {
      const holder = spawn(process.execPath, ['-e', HOLD_LOCK, file, `${ms}`], {
        cwd: __dirname,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env.PATH },
      });
      const ended = once(holder, 'exit').then(() => {});
      await once(holder.stdout, 'data');
      return { ended };
    },
    runAndPause: async (operation, args) => {
      const other = SqliteFile.open(file);
      await until('the lock is free', () => other.tryBeginWrite());
      const result = other.drive(operation, args);
      return {
        result,
        commit: async () => {
          other.command('COMMIT');
          other.close();
        },
      };
    },
    storedBytes: async () => {
      // By another process: one that reads them itself loses its locks on them with the end of the reading.
      const { stdout } = await promisify(execFile)(
        'cat',
        await readdir(directory),
        { cwd: directory, encoding: 'buffer', maxBuffer: MAX_STORED_BYTES },
      );
      return stdout;
    },
    dispose: () => rm(directory, { recursive: true, force: true }),
  };
}
