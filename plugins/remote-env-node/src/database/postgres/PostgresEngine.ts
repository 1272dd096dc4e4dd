import type { ClientBase } from 'pg';
import { PortError, StoreUnavailableError } from '../../ports/errors';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { asPortError } from '../engine/errors';
import type { Component, Operation } from '../engine/Operation';
import { POSTGRES } from '../engine/Operation';
import { ChangeFeed, channelOf } from './ChangeFeed';
import {
  PostgresConnections,
  type PostgresSettings,
} from './PostgresConnections';
import { drive, send } from './statements';

interface Task {
  run(client: ClientBase, sent: Promise<unknown>[]): Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

type Outcome = { task: Task } & ({ value: unknown } | { error: Error });

/** Operations in one transaction at most, and how long it may hold the lock of the writers. */
const BATCH_OPERATIONS = 200;
const BATCH_MS = 50;

/**
 * Operations on PostgreSQL. Writers take turns, as they do on SQLite: each transaction begins by changing the row of
 * its component, whose lock it keeps until its commit. So the numbers that it gives out (versions, offsets) become
 * visible in their order, and a reader that has seen one number can miss no smaller one. The alternative, numbers
 * from a sequence and readers that wait for the oldest transaction still open, would let any long transaction in the
 * database hold up every watch. The price is small, because a process puts everything that waits into one commit.
 */
export class PostgresEngine implements DatabaseEngine {
  readonly #connections: PostgresConnections;
  readonly #schema: string;
  readonly #component: Component;
  readonly #listeners = new Set<() => void>();
  readonly #writes: Task[] = [];
  readonly #active = new Set<Promise<unknown>>();
  /** Takes the writers' lock, and tells everybody should it come to a commit. */
  readonly #beginWrite: string;
  #writing = false;
  #feed: ChangeFeed | undefined;
  #closed: Promise<void> | undefined;

  static create(settings: PostgresSettings) {
    return new PostgresEngine(settings);
  }

  private constructor(settings: PostgresSettings) {
    this.#connections = PostgresConnections.create(settings);
    this.#schema = settings.schema;
    this.#component = settings.component;
    const { name } = settings.component;
    this.#beginWrite = [
      'BEGIN',
      `UPDATE remote_env_schema SET commits = commits + 1 WHERE component = '${name}'`,
      `SELECT pg_notify('${channelOf(
        settings.schema,
        settings.component,
      )}', '')`,
      'SAVEPOINT operation',
    ].join('; ');
  }

  async run<A, R>(operation: Operation<A, R>, args: A): Promise<R> {
    if (this.#closed) {
      throw new StoreUnavailableError('The store is closed');
    }
    const work =
      operation.mode === 'write'
        ? this.#enqueue(operation, args)
        : this.#read(operation, args);
    this.#active.add(work);
    try {
      return await work;
    } catch (error) {
      throw asPortError(error);
    } finally {
      this.#active.delete(work);
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#closed) {
      this.#feed ??= ChangeFeed.start({
        connections: this.#connections,
        schema: this.#schema,
        component: this.#component,
        announce: () => this.#announceChange(),
      });
    }
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) {
        const feed = this.#feed;
        this.#feed = undefined;
        const stopped = feed?.stop();
        if (stopped) {
          this.#active.add(stopped);
          stopped.finally(() => this.#active.delete(stopped));
        }
      }
    };
  }

  close(): Promise<void> {
    this.#closed ??= this.#shutDown();
    return this.#closed;
  }

  async #shutDown(): Promise<void> {
    await this.#feed?.stop();
    while (this.#active.size > 0) {
      await Promise.allSettled(this.#active);
    }
    await this.#connections.close();
  }

  /** A lost connection (the server restarts, an idle one was cut) is worth another try: reading twice is harmless. */
  async #read<A, R>(operation: Operation<A, R>, args: A): Promise<R> {
    const run = (client: ClientBase) =>
      drive(client, operation.run(args, POSTGRES));
    const read = () =>
      operation.mode === 'query'
        ? this.#connections.use(run)
        : this.#connections.transaction(
            'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
            run,
          );
    try {
      return await read();
    } catch (error) {
      if (error instanceof PortError) {
        throw error;
      }
      return read();
    }
  }

  #enqueue<A, R>(operation: Operation<A, R>, args: A): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      const task = {
        run: (client: ClientBase, sent: Promise<unknown>[]) =>
          drive(client, operation.run(args, POSTGRES), sent),
        resolve,
        reject,
      };
      this.#writes.push(task);
      if (!this.#writing) {
        this.#writing = true;
        setImmediate(() => this.#write());
      }
    });
  }

  async #write(): Promise<void> {
    while (this.#writes.length > 0) {
      const taken: Task[] = [];
      try {
        const outcomes = await this.#connections.transaction(
          this.#beginWrite,
          client => this.#runBatch(client, taken),
        );
        for (const outcome of outcomes) {
          if ('error' in outcome) {
            outcome.task.reject(outcome.error);
          } else {
            outcome.task.resolve(outcome.value);
          }
        }
        this.#announceChange();
      } catch (error) {
        const failed = taken.length > 0 ? taken : this.#writes.splice(0);
        for (const task of failed) {
          task.reject(asPortError(error));
        }
      }
    }
    this.#writing = false;
  }

  async #runBatch(client: ClientBase, taken: Task[]): Promise<Outcome[]> {
    const started = performance.now();
    const outcomes: Outcome[] = [];
    while (
      taken.length < BATCH_OPERATIONS &&
      performance.now() - started < BATCH_MS
    ) {
      const task = this.#writes.shift();
      if (!task) {
        break;
      }
      taken.push(task);
      outcomes.push(await runInSavepoint(client, task, taken.length === 1));
    }
    return outcomes;
  }

  #announceChange(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** @param isFirst - for which the transaction began with a savepoint */
async function runInSavepoint(
  client: ClientBase,
  task: Task,
  isFirst: boolean,
): Promise<Outcome> {
  const sent: Promise<unknown>[] = [];
  if (!isFirst) {
    send(client, 'RELEASE operation; SAVEPOINT operation', sent);
  }
  try {
    return { task, value: await task.run(client, sent) };
  } catch (error) {
    // Fails itself when the connection is gone; then nothing in this transaction is reported as done.
    await client.query('ROLLBACK TO operation');
    return { task, error: asPortError(error) };
  }
}
