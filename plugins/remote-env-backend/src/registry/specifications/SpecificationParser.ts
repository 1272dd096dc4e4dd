import type { LoggerService } from '@backstage/backend-plugin-api';
import { RegistryBusyError } from '../errors';
import { SpecificationRefusedError } from './errors';
import { SpecificationWorker, type WorkerTask } from './SpecificationWorker';
import type { ParsedSpecification, SpecificationKind } from './worker/protocol';

export interface SpecificationParserOptions {
  logger: LoggerService;
  /** Documents read at the same time. Default 2. */
  maxWorkers?: number;
  /** Documents that wait, at most. Default 64. */
  maxQueued?: number;
  /** Milliseconds for one document. Default 20,000. */
  timeoutMs?: number;
  /** Heap of one worker in MiB. Default 768. */
  maxHeapMb?: number;
}

interface Job {
  task: WorkerTask;
  resolve(worker: SpecificationWorker): void;
  reject(error: Error): void;
}

/**
 * Reads documents from outside in processes of their own, each with a limit of time and memory. One worker is started at
 * once and has parsed a document of each format before the first registration comes; more are started only while
 * there is work for them.
 */
export class SpecificationParser {
  readonly #options: Required<SpecificationParserOptions>;
  readonly #idle: SpecificationWorker[] = [];
  readonly #all = new Set<SpecificationWorker>();
  readonly #waiting: Job[] = [];
  #closed = false;

  static create(options: SpecificationParserOptions): SpecificationParser {
    const parser = new SpecificationParser({
      maxWorkers: 2,
      maxQueued: 64,
      timeoutMs: 20_000,
      maxHeapMb: 768,
      ...options,
    });
    parser.#idle.push(parser.#start());
    return parser;
  }

  private constructor(options: Required<SpecificationParserOptions>) {
    this.#options = options;
  }

  /** Resolves when the first worker is warm. */
  async ready(): Promise<void> {
    await Promise.all([...this.#all].map(worker => worker.ready));
  }

  /**
   * Checks one document and says what it is.
   *
   * @throws SpecificationRefusedError, RegistryBusyError
   */
  async parse(
    kind: SpecificationKind,
    text: string,
  ): Promise<ParsedSpecification> {
    const result = await this.#run({ task: 'parse', kind, text });
    if (result.outcome !== 'parsed') {
      throw new TypeError(`worker answered ${result.outcome} to parse`);
    }
    return result.parsed;
  }

  /** @param host - under which the API proxy offers the API */
  async rewriteSwagger(text: string, host: string): Promise<string> {
    const result = await this.#run({ task: 'rewriteSwagger', text, host });
    if (result.outcome !== 'rewritten') {
      throw new TypeError(
        `worker answered ${result.outcome} to rewriteSwagger`,
      );
    }
    return result.text;
  }

  /** Breaks off what runs and refuses what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) {
      job.reject(new RegistryBusyError('the registry is shutting down'));
    }
    await Promise.all([...this.#all].map(worker => worker.close()));
  }

  async #run(task: WorkerTask) {
    const worker = await this.#acquire(task);
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

  #acquire(task: WorkerTask): Promise<SpecificationWorker> {
    if (this.#closed) {
      throw new RegistryBusyError('the registry is shutting down');
    }
    const idle = this.#idle.pop();
    if (idle) {
      return Promise.resolve(idle);
    }
    if (this.#all.size < this.#options.maxWorkers) {
      return Promise.resolve(this.#start());
    }
    if (this.#waiting.length >= this.#options.maxQueued) {
      throw new RegistryBusyError(
        'too many documents are waiting to be read; try again later',
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
    });
  }

  #release(worker: SpecificationWorker): void {
    const next = this.#waiting.shift();
    if (worker.alive) {
      if (next) {
        next.resolve(worker);
      } else {
        this.#idle.push(worker);
        this.#retireSpare();
      }
      return;
    }
    this.#all.delete(worker);
    if (next) {
      next.resolve(this.#start());
    } else if (!this.#closed && this.#all.size === 0) {
      // The next registration finds a warm one again.
      this.#idle.push(this.#start());
    }
  }

  /** Keeps one idle worker: each holds the parsers' schemas in memory. */
  #retireSpare(): void {
    if (this.#idle.length > 1) {
      const spare = this.#idle.shift();
      if (spare) {
        this.#all.delete(spare);
        spare.close().catch(error => this.#options.logger.warn(`${error}`));
      }
    }
  }

  #start(): SpecificationWorker {
    const { logger, maxHeapMb } = this.#options;
    const worker = SpecificationWorker.create({ logger, maxHeapMb });
    this.#all.add(worker);
    return worker;
  }
}
