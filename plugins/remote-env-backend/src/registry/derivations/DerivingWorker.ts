import type { LoggerService } from '@backstage/backend-plugin-api';
import { SpecificationRefusedError } from '../specifications/errors';
import { SpecificationWorker } from '../specifications/SpecificationWorker';
import type { DerivedFiles } from '../specifications/worker/protocol';

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
   * One document at a time.
   *
   * @throws SpecificationRefusedError for a document that goes over a limit, RegistryBusyError when it was broken off
   */
  async derive(given: {
    format: string;
    text: string;
    sliced: number | undefined;
  }): Promise<DerivedFiles> {
    clearTimeout(this.#idle);
    const worker = this.#running();
    try {
      const result = await worker.run(
        { task: 'derive', ...given },
        this.#options.timeoutMs,
      );
      if (result.outcome === 'refused') {
        throw new SpecificationRefusedError(result.problem);
      }
      if (result.outcome !== 'derived') {
        throw new TypeError(`worker answered ${result.outcome} to derive`);
      }
      return result.derived;
    } finally {
      if (!this.#closed) {
        this.#idle = setTimeout(() => void this.#stop(), IDLE_MS);
        this.#idle.unref();
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    await this.#stop();
  }

  #running(): SpecificationWorker {
    if (!this.#worker?.alive) {
      const { logger, maxHeapMb } = this.#options;
      this.#worker = SpecificationWorker.create({
        logger,
        maxHeapMb,
        derivingOnly: true,
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
