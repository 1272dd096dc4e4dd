import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import { RegistryBusyError } from '../errors';
import { SpecificationRefusedError } from '../specifications/errors';
import {
  SpecificationWorker,
  type WorkerTask,
} from '../specifications/SpecificationWorker';
import type {
  DerivedFiles,
  LintedDocument,
  WorkerResult,
} from '../specifications/worker/protocol';

export interface DerivingWorkerOptions {
  logger: LoggerService;
  /** Milliseconds for one document. Default 60,000. */
  timeoutMs?: number;
  /** Heap in MiB. Default 1,024. */
  maxHeapMb?: number;
}

/** Without work for so long it ends: its heap is what the largest document has left behind. */
const IDLE_MS = 60_000;

/**
 * Derives from documents in a process of its own, apart from those that check registrations: nobody who registers waits
 * for it. There is one, at low priority, and only while there is work.
 */
export class DerivingWorker {
  readonly #options: Required<DerivingWorkerOptions>;
  #worker: SpecificationWorker | undefined;
  #idle: NodeJS.Timeout | undefined;
  /** Ends with the document that was given last. */
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  static create(options: DerivingWorkerOptions): DerivingWorker {
    return new DerivingWorker({
      timeoutMs: 60_000,
      maxHeapMb: 1024,
      ...options,
    });
  }

  private constructor(options: Required<DerivingWorkerOptions>) {
    this.#options = options;
  }

  /**
   * Outline and slices. Waits for the document that is being read.
   *
   * @throws SpecificationRefusedError for a document that goes over a limit, RegistryBusyError when it was broken off
   */
  async derive(given: {
    format: string;
    text: string;
    sliced: number | undefined;
  }): Promise<DerivedFiles> {
    const result = await this.#run({ task: 'derive', ...given });
    if (result.outcome !== 'derived') {
      throw new TypeError(`worker answered ${result.outcome} to derive`);
    }
    return result.derived;
  }

  /**
   * What the rules of its format say of a document. Waits for the document that is being read.
   *
   * @param given - `examples`: whether they are held against their schemas
   * @throws SpecificationRefusedError for a document that goes over a limit, RegistryBusyError when it was broken off
   */
  async lint(
    given: { format: string; text: string; examples: boolean },
    timeoutMs?: number,
  ): Promise<LintedDocument> {
    const result = await this.#run({ task: 'lint', ...given }, timeoutMs);
    if (result.outcome !== 'linted') {
      throw new TypeError(`worker answered ${result.outcome} to lint`);
    }
    return result.linted;
  }

  /**
   * How a document differs from a former one. Waits for the document that is being read.
   *
   * @throws SpecificationRefusedError for documents that go over a limit, RegistryBusyError when it was broken off
   */
  async compare(
    before: { format: string; text: string },
    after: { format: string; text: string },
  ): Promise<DocumentComparison> {
    const result = await this.#run({ task: 'compare', before, after });
    if (result.outcome !== 'compared') {
      throw new TypeError(`worker answered ${result.outcome} to compare`);
    }
    return result.comparison;
  }

  /**
   * A document in another syntax, gzip. Waits for the document that is being read.
   *
   * @throws SpecificationRefusedError for a document that goes over a limit, RegistryBusyError when it was broken off
   */
  async export(text: string, as: 'json' | 'yaml'): Promise<Uint8Array> {
    const result = await this.#run({ task: 'export', text, as });
    if (result.outcome !== 'exported') {
      throw new TypeError(`worker answered ${result.outcome} to export`);
    }
    return result.gzipped;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#stop();
  }

  #run(
    task: WorkerTask,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<WorkerResult> {
    const result = this.#last.then(() => this.#runNow(task, timeoutMs));
    this.#last = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  async #runNow(task: WorkerTask, timeoutMs: number): Promise<WorkerResult> {
    if (this.#closed) {
      throw new RegistryBusyError('the registry is shutting down');
    }
    clearTimeout(this.#idle);
    try {
      const result = await this.#running().run(task, timeoutMs);
      if (result.outcome === 'refused') {
        throw new SpecificationRefusedError(result.problem);
      }
      return result;
    } finally {
      if (!this.#closed) {
        this.#idle = setTimeout(() => void this.#stop(), IDLE_MS);
        this.#idle.unref();
      }
    }
  }

  #running(): SpecificationWorker {
    if (!this.#worker?.alive) {
      const { logger, maxHeapMb } = this.#options;
      this.#worker = SpecificationWorker.create({
        logger,
        maxHeapMb,
        derivingOnly: true,
        givesWay: true,
      });
    }
    return this.#worker;
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.close();
  }
}
