import { StoreUnavailableError } from '../../ports/errors.ts';
import { describeError } from '../engine/errors.ts';
import type { Operation } from '../engine/Operation.ts';
import type { OperationResult } from './messages.ts';
import { isBusy, type SqliteFile } from './SqliteFile.ts';

/** One operation that waits for its turn. */
export interface Task {
  id: number;
  operation: Operation<unknown, unknown>;
  args: unknown;
}

/** Operations in one transaction at most, and how long one may hold the write lock. */
const BATCH_OPERATIONS = 1000;
const BATCH_MS = 25;

/**
 * Transactions that follow one another leave other processes, which can only poll for the lock, no gap: after
 * this long under load the lock is left alone for a moment.
 */
const TURN_MS = 25;
const GAP_MS = 3;

/** Between two tries for the lock. */
const RETRY_MS = 1;

/** A lock held by another process for longer than this is reported to the callers. */
const LOCK_PATIENCE_MS = 30_000;

/**
 * The order of work in the worker: reads at once, writes together in one commit ("group commit"), each behind a
 * savepoint of its own. Never blocks for the write lock: while another process holds it, writes wait here and
 * reads go on.
 */
export class WorkQueue {
  readonly #file: SqliteFile;
  readonly #report: (results: OperationResult[], committed: boolean) => void;
  /** Takes in what arrived meanwhile, so that it joins the next commit. */
  readonly #collect: () => void;
  #reads: Task[] = [];
  #writes: Task[] = [];
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #lockWantedSince: number | undefined;
  #turnStarted = 0;
  #whenIdle: (() => void) | undefined;

  constructor(options: {
    file: SqliteFile;
    report: (results: OperationResult[], committed: boolean) => void;
    collect: () => void;
  }) {
    this.#file = options.file;
    this.#report = options.report;
    this.#collect = options.collect;
  }

  add(task: Task): void {
    (task.operation.mode === 'write' ? this.#writes : this.#reads).push(task);
  }

  /** Does what can be done now and arranges for the rest. */
  pump(): void {
    this.#runReads();
    if (this.#writes.length > 0 && !this.#timer && !this.#immediate) {
      this.#runWrites();
    }
    if (this.#reads.length + this.#writes.length === 0) {
      const whenIdle = this.#whenIdle;
      this.#whenIdle = undefined;
      whenIdle?.();
    }
  }

  /** Calls back, now or later, when everything accepted is done. */
  drain(whenIdle: () => void): void {
    this.#whenIdle = whenIdle;
    this.pump();
  }

  #runReads(): void {
    const tasks = this.#reads;
    this.#reads = [];
    const results: OperationResult[] = [];
    for (const task of tasks) {
      try {
        const result = this.#file.tryRead(task.operation, task.args);
        if (result) {
          results.push({ id: task.id, value: result.value });
        } else {
          this.#reads.push(task);
        }
      } catch (error) {
        results.push({ id: task.id, error: describeError(error) });
      }
    }
    if (results.length > 0) {
      this.#report(results, false);
    }
    if (this.#reads.length > 0) {
      this.#later(RETRY_MS);
    }
  }

  #runWrites(): void {
    let locked: boolean;
    try {
      locked = this.#file.tryBeginWrite();
    } catch (error) {
      this.#fail(this.#writes.splice(0), error);
      return;
    }
    if (!locked) {
      this.#waitForLock();
      return;
    }
    this.#lockWantedSince = undefined;
    this.#commitBatch();
    this.#collect();
    this.#continue();
  }

  #waitForLock(): void {
    const now = performance.now();
    this.#lockWantedSince ??= now;
    if (now - this.#lockWantedSince > LOCK_PATIENCE_MS) {
      this.#lockWantedSince = undefined;
      this.#fail(
        this.#writes.splice(0),
        new StoreUnavailableError(
          `Another process has held the write lock of the database for ${
            LOCK_PATIENCE_MS / 1000
          } seconds`,
        ),
      );
      return;
    }
    this.#later(RETRY_MS);
  }

  #commitBatch(): void {
    const started = performance.now();
    const taken: Task[] = [];
    const results: OperationResult[] = [];
    try {
      while (
        taken.length < BATCH_OPERATIONS &&
        performance.now() - started < BATCH_MS
      ) {
        const task = this.#writes.shift();
        if (!task) {
          break;
        }
        taken.push(task);
        results.push(this.#runInSavepoint(task));
      }
      this.#file.command('COMMIT');
    } catch (error) {
      this.#file.rollback();
      if (isBusy(error)) {
        this.#writes.unshift(...taken);
        this.#later(RETRY_MS);
      } else {
        this.#fail(taken, error);
      }
      return;
    }
    this.#report(results, true);
  }

  #runInSavepoint(task: Task): OperationResult {
    this.#file.command('SAVEPOINT operation');
    try {
      const value = this.#file.drive(task.operation, task.args);
      this.#file.command('RELEASE operation');
      return { id: task.id, value };
    } catch (error) {
      // Some failures (disk full, I/O) end the whole transaction: nothing in it may be reported as done.
      if (isBusy(error) || !this.#file.inTransaction) {
        throw error;
      }
      this.#file.command('ROLLBACK TO operation');
      this.#file.command('RELEASE operation');
      return { id: task.id, error: describeError(error) };
    }
  }

  #continue(): void {
    this.#runReads();
    if (this.#writes.length === 0) {
      this.#turnStarted = 0;
      return;
    }
    const now = performance.now();
    if (this.#turnStarted === 0) {
      this.#turnStarted = now;
    }
    if (now - this.#turnStarted > TURN_MS) {
      this.#turnStarted = 0;
      this.#later(GAP_MS);
    } else if (!this.#immediate) {
      this.#immediate = setImmediate(() => {
        this.#immediate = undefined;
        this.pump();
      });
    }
  }

  #later(ms: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.pump();
    }, ms + Math.random());
  }

  #fail(tasks: Task[], error: unknown): void {
    const description = describeError(error);
    this.#report(
      tasks.map(task => ({ id: task.id, error: description })),
      false,
    );
  }
}
