import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { StoreUnavailableError } from '../../ports/errors.ts';
import type { Operation, Row, Statement } from '../engine/Operation.ts';
import { SQLITE } from '../engine/Operation.ts';

/** How long the first opening waits for other processes that are opening the same file. */
const OPEN_PATIENCE_MS = 10_000;

/** @returns whether another connection is in the way; the statement may be tried again */
export function isBusy(error: unknown): boolean {
  // By its code: the class is that of whoever loaded the native module first in this process.
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^SQLITE_(BUSY|LOCKED)/.test(error.code)
  );
}

/**
 * An empty file that only its owner can read; the journal files take their mode from it. It appears at once and is
 * never opened here under its name: whoever closes a file takes away the locks that other threads of the same process
 * hold on it (https://sqlite.org/howtocorrupt.html, 2.2).
 */
function createForOwner(file: string): void {
  const draft = `${file}-${randomUUID()}`;
  try {
    writeFileSync(draft, '', { mode: 0o600, flag: 'wx' });
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) {
      throw new StoreUnavailableError(`${file} cannot be created: ${error}`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** One SQLite file, opened for durability. Everything here blocks: use it in a worker thread only. */
export class SqliteFile {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  /** @throws StoreUnavailableError when the file cannot be opened or is not in the durable mode */
  static open(file: string): SqliteFile {
    if (!existsSync(file)) {
      createForOwner(file);
    }
    // Waiting is done by the callers, so that reads go on while another process holds the write lock.
    const db = new Database(file, { timeout: 0 });
    try {
      configure(db);
      return new SqliteFile(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  private constructor(db: Database.Database) {
    this.#db = db;
  }

  /**
   * Grows whenever another connection commits; this connection's own commits leave it alone. Undefined while another
   * one repairs what a killed process left.
   */
  dataVersion(): number | undefined {
    try {
      return Number(this.#db.pragma('data_version', { simple: true }));
    } catch (error) {
      if (isBusy(error)) {
        return undefined;
      }
      throw error;
    }
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  execute(statement: Statement): Row[] {
    let prepared = this.#statements.get(statement.sql);
    if (!prepared) {
      prepared = this.#db.prepare(statement.sql);
      this.#statements.set(statement.sql, prepared);
    }
    if (prepared.reader) {
      return prepared.all(...statement.params) as Row[];
    }
    prepared.run(...statement.params);
    return [];
  }

  command(text: string): void {
    this.execute({ sql: text, params: [] });
  }

  /** Runs one operation to its end within the transaction that is open. */
  drive<A, R>(operation: Operation<A, R>, args: A): R {
    const steps = operation.run(args, SQLITE);
    let step = steps.next();
    while (!step.done) {
      step = steps.next(this.execute(step.value));
    }
    return step.value;
  }

  /** @returns the result, or undefined when another connection is in the way */
  tryRead<A, R>(operation: Operation<A, R>, args: A): { value: R } | undefined {
    try {
      this.command('BEGIN');
      const value = this.drive(operation, args);
      this.command('COMMIT');
      return { value };
    } catch (error) {
      this.rollback();
      if (isBusy(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** @returns false when another connection holds the write lock */
  tryBeginWrite(): boolean {
    try {
      this.command('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (isBusy(error)) {
        return false;
      }
      throw error;
    }
  }

  /** Runs one write in a transaction of its own, blocking while other connections are in the way. */
  writePatiently<A, R>(operation: Operation<A, R>, args: A): R {
    return patiently(() => {
      this.command('BEGIN IMMEDIATE');
      try {
        const value = this.drive(operation, args);
        this.command('COMMIT');
        return value;
      } catch (error) {
        this.rollback();
        throw error;
      }
    });
  }

  rollback(): void {
    if (this.#db.inTransaction) {
      this.command('ROLLBACK');
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }
}

function configure(db: Database.Database): void {
  patiently(() => db.pragma('journal_mode = WAL'));
  patiently(() => {
    db.pragma('synchronous = FULL');
    // Only macOS knows the difference; there fsync alone leaves data in the drive's cache.
    db.pragma('fullfsync = ON');
    db.pragma('checkpoint_fullfsync = ON');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('cache_size = -4096');
    db.pragma('trusted_schema = OFF');
  });
  const mode = String(db.pragma('journal_mode', { simple: true }));
  const synchronous = Number(db.pragma('synchronous', { simple: true }));
  if (mode !== 'wal' || synchronous !== 2) {
    throw new StoreUnavailableError(
      `The database file must be in WAL mode with synchronous=FULL, but is in ${mode} with synchronous=${synchronous}`,
    );
  }
}

/** Blocks this thread while other processes are opening the same file. */
function patiently<T>(action: () => T): T {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + OPEN_PATIENCE_MS;
  for (;;) {
    try {
      return action();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) {
        throw error;
      }
      Atomics.wait(pause, 0, 0, 5 + Math.random() * 10);
    }
  }
}
