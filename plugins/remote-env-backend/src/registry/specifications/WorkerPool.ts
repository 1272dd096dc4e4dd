import type { LoggerService } from '@backstage/backend-plugin-api';
import { RegistryBusyError } from '../errors';
import { SpecificationRefusedError } from './errors';
import { SpecificationWorker, type WorkerTask } from './SpecificationWorker';
import type { WorkerResult } from './worker/protocol';

export interface WorkerPoolOptions {
  logger: LoggerService;
  /** Workers that stay while there is nothing to do; one is started at once for each. */
  spare: 0 | 1;
  /** Documents read at the same time. */
  maxWorkers: number;
  /** Documents that wait, at most. */
  maxQueued: number;
  /** Milliseconds for one document. */
  timeoutMs: number;
  /** Heap of one worker in MiB. */
  maxHeapMb: number;
  /** Everything else on the machine goes first. */
  givesWay: boolean;
}

/** A document that waits this long is a reason to start another worker. */
const GROW_AFTER_MS = 1000;
const RETIRE_AFTER_MS = 60_000;
/** After a worker that did not even start. */
const RESTART_AFTER_MS = 5000;

interface Job {
  resolve(worker: SpecificationWorker): void;
  reject(error: Error): void;
}

/** Workers that take tasks in the order of their coming; more are started only while there is work for them. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #idle: SpecificationWorker[] = [];
  readonly #all = new Set<SpecificationWorker>();
  readonly #waiting: Job[] = [];
  #closed = false;

  static create(options: WorkerPoolOptions): WorkerPool {
    const pool = new WorkerPool(options);
    if (options.spare > 0) {
      pool.#add();
    }
    return pool;
  }

  private constructor(options: WorkerPoolOptions) {
    this.#options = options;
  }

  /** Resolves when the workers that were started are warm. */
  async ready(): Promise<void> {
    await Promise.all([...this.#all].map(worker => worker.ready));
  }

  /** @throws SpecificationRefusedError, RegistryBusyError */
  async run(task: WorkerTask): Promise<WorkerResult> {
    const worker = await this.#acquire();
    try {
      const result = await worker.run(task, this.#options.timeoutMs);
      if (result.outcome === 'refused') {
        throw new SpecificationRefusedError(result.problem);
      }
      return result;
    } finally {
      this.#release(worker);
    }
  }

  /** Breaks off what runs and refuses what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) {
      job.reject(new RegistryBusyError('the registry is shutting down'));
    }
    await Promise.all([...this.#all].map(worker => worker.close()));
  }

  #acquire(): Promise<SpecificationWorker> {
    if (this.#closed) {
      throw new RegistryBusyError('the registry is shutting down');
    }
    const idle = this.#idle.pop();
    if (idle) {
      return Promise.resolve(idle);
    }
    if (this.#waiting.length >= this.#options.maxQueued) {
      throw new RegistryBusyError(
        'too many documents are waiting to be read; try again later',
      );
    }
    if (this.#all.size === 0) {
      this.#add();
    } else {
      setTimeout(() => this.#grow(), GROW_AFTER_MS).unref();
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #release(worker: SpecificationWorker): void {
    if (!worker.alive) {
      this.#all.delete(worker);
      const wanted = this.#waiting.length > 0 || this.#options.spare > 0;
      if (this.#all.size === 0 && wanted) {
        // Whoever waits, and whoever comes next, finds a warm one.
        this.#add();
      }
      return;
    }
    const next = this.#waiting.shift();
    if (next) {
      next.resolve(worker);
      return;
    }
    this.#idle.push(worker);
    setTimeout(() => this.#retireSpare(), RETIRE_AFTER_MS).unref();
  }

  /** Starting a worker takes longer than reading most documents, so that only a line that does not move is a reason. */
  #grow(): void {
    const { maxWorkers } = this.#options;
    if (this.#waiting.length > 0 && this.#all.size < maxWorkers) {
      this.#add();
    }
  }

  /** Each holds the parsers' schemas in memory. */
  #retireSpare(): void {
    if (this.#idle.length > this.#options.spare) {
      const spare = this.#idle.shift();
      if (spare) {
        this.#all.delete(spare);
        spare.close().catch(error => this.#options.logger.warn(`${error}`));
      }
    }
  }

  #add(): void {
    if (this.#closed) {
      return;
    }
    const { logger, maxHeapMb, givesWay } = this.#options;
    const worker = SpecificationWorker.create({ logger, maxHeapMb, givesWay });
    this.#all.add(worker);
    worker.ready.then(() => {
      if (worker.alive) {
        this.#release(worker);
      } else {
        this.#startFailed(worker);
      }
    });
  }

  #startFailed(worker: SpecificationWorker): void {
    this.#all.delete(worker);
    if (this.#all.size > 0 || this.#closed) {
      return;
    }
    for (const job of this.#waiting.splice(0)) {
      job.reject(new RegistryBusyError('the document could not be read'));
    }
    setTimeout(() => this.#add(), RESTART_AFTER_MS).unref();
  }
}
