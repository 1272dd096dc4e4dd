import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
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

/** A document that waits this long is a reason to start another worker. */
const GROW_AFTER_MS = 1000;
const RETIRE_AFTER_MS = 60_000;
/** After a worker that did not even start. */
const RESTART_AFTER_MS = 5000;
/** Documents whose reading is remembered. */
const MAX_KNOWN = 64;

interface Job {
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
  /** Systems register what has not changed again and again. */
  readonly #known = new Map<string, ParsedSpecification>();
  #closed = false;

  static create(options: SpecificationParserOptions): SpecificationParser {
    const parser = new SpecificationParser({
      maxWorkers: 2,
      maxQueued: 64,
      timeoutMs: 20_000,
      maxHeapMb: 768,
      ...options,
    });
    parser.#add();
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
    const digest = createHash('sha256').update(text).digest('hex');
    const key = `${kind}/${digest}`;
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const result = await this.#run({ task: 'parse', kind, text });
    if (result.outcome !== 'parsed') {
      throw new TypeError(`worker answered ${result.outcome} to parse`);
    }
    this.#remember(key, result.parsed);
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

  /**
   * A document in the form that pages show (`worker/convertDocument`), as JSON.
   *
   * @throws SpecificationRefusedError, RegistryBusyError
   */
  async convert(format: DocumentFormat, text: string): Promise<string> {
    const result = await this.#run({ task: 'convert', format, text });
    if (result.outcome !== 'converted') {
      throw new TypeError(`worker answered ${result.outcome} to convert`);
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
    setTimeout(() => this.#grow(), GROW_AFTER_MS).unref();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #release(worker: SpecificationWorker): void {
    if (!worker.alive) {
      this.#all.delete(worker);
      if (this.#all.size === 0) {
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

  #add(): void {
    if (this.#closed) {
      return;
    }
    const { logger, maxHeapMb } = this.#options;
    const worker = SpecificationWorker.create({ logger, maxHeapMb });
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

  #remember(key: string, parsed: ParsedSpecification): void {
    this.#known.set(key, parsed);
    const oldest = this.#known.keys().next();
    if (this.#known.size > MAX_KNOWN && !oldest.done) {
      this.#known.delete(oldest.value);
    }
  }
}
