import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreUnavailableError } from '../../ports/errors.ts';
import type { DatabaseEngine } from '../engine/DatabaseEngine.ts';
import { reviveError } from '../engine/errors.ts';
import type { Component, Operation } from '../engine/Operation.ts';
import type {
  WorkerReport,
  WorkerRequest,
  WorkerSettings,
} from './messages.ts';
import { locateWorker } from './workerLocation.ts';

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The caller's side of one SQLite file. All access happens in a worker thread, which is started by the first
 * operation, and started again by the next one should it fail: nothing here ever blocks the event loop.
 */
export class SqliteEngine implements DatabaseEngine {
  readonly #settings: WorkerSettings;
  readonly #listeners = new Set<() => void>();
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #nextId = 1;
  #closed: Promise<void> | undefined;

  static create(options: { file: string; component: Component }) {
    return new SqliteEngine({
      file: path.resolve(options.file),
      component: options.component.name,
    });
  }

  private constructor(settings: WorkerSettings) {
    this.#settings = settings;
  }

  run<A, R>(operation: Operation<A, R>, args: A): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (this.#closed) {
        throw new StoreUnavailableError('The store is closed');
      }
      const worker = this.#runningWorker();
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      // An operation under way keeps the process alive, an idle store does not.
      worker.ref();
      post(worker, { type: 'run', id, operation: operation.name, args });
    });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1 && !this.#closed) {
      post(this.#runningWorker(), { type: 'watch', on: true });
    }
    return () => {
      if (this.#listeners.delete(listener) && this.#listeners.size === 0) {
        post(this.#worker, { type: 'watch', on: false });
      }
    };
  }

  close(): Promise<void> {
    this.#closed ??= new Promise(resolve => {
      const worker = this.#worker;
      if (!worker) {
        resolve();
        return;
      }
      worker.ref();
      worker.once('exit', () => resolve());
      post(worker, { type: 'close' });
    });
    return this.#closed;
  }

  #runningWorker(): Worker {
    this.#worker ??= this.#start();
    return this.#worker;
  }

  #start(): Worker {
    const worker = new Worker(locateWorker(), {
      workerData: this.#settings,
      name: 'remote-env-sqlite',
      // Node strips the types itself: the loaders and preloads of the process would only cost memory.
      execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    let reason = 'The database worker ended';
    worker.on('message', (report: WorkerReport) => {
      if (report.type === 'failed') {
        reason = report.error.message;
      } else {
        this.#accept(report);
      }
    });
    worker.on('error', error => {
      reason = `The database worker failed: ${error.message}`;
    });
    worker.on('exit', () => {
      this.#worker = undefined;
      const lost = [...this.#pending.values()];
      this.#pending.clear();
      for (const pending of lost) {
        pending.reject(new StoreUnavailableError(reason));
      }
      this.#announceChange();
    });
    if (this.#listeners.size > 0) {
      post(worker, { type: 'watch', on: true });
    }
    worker.unref();
    return worker;
  }

  #accept(report: Exclude<WorkerReport, { type: 'failed' }>): void {
    if (report.type === 'changed') {
      this.#announceChange();
      return;
    }
    for (const result of report.results) {
      const pending = this.#pending.get(result.id);
      this.#pending.delete(result.id);
      if ('error' in result) {
        pending?.reject(reviveError(result.error));
      } else {
        pending?.resolve(result.value);
      }
    }
    if (this.#pending.size === 0 && !this.#closed) {
      this.#worker?.unref();
    }
    if (report.committed) {
      this.#announceChange();
    }
  }

  #announceChange(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

function post(worker: Worker | undefined, request: WorkerRequest): void {
  worker?.postMessage(request);
}
