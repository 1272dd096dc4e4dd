import type { LoggerService } from '@backstage/backend-plugin-api';

export interface KeyedQueueOptions {
  /** What is done for a key; never for the same key twice at once. */
  work: (key: string) => Promise<void>;
  /** What the keys are, for messages. */
  what: string;
  logger: LoggerService;
  /** Between a change and the work, so that what belongs together is looked at once. Default 200 ms. */
  settleMs?: number;
  /** First delay after a failure; doubles up to `MAX_RETRY_MS`. Default 1000 ms. */
  retryMs?: number;
}

/** Keys worked on at once. */
const CONCURRENCY = 8;
const MAX_RETRY_MS = 60_000;

/**
 * Things to look at, each once however often it was named meanwhile, and again after a failure. The queue of every
 * Kubernetes controller, in short.
 */
export class KeyedQueue {
  readonly #options: Required<KeyedQueueOptions>;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #due = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  #closed = false;

  static create(options: KeyedQueueOptions): KeyedQueue {
    return new KeyedQueue({ settleMs: 200, retryMs: 1000, ...options });
  }

  private constructor(options: Required<KeyedQueueOptions>) {
    this.#options = options;
  }

  add(key: string): void {
    if (this.#running.has(key)) {
      this.#again.add(key);
      return;
    }
    const waiting = this.#timers.get(key);
    const isRetry = waiting && this.#failures.has(key);
    if (isRetry || (!waiting && !this.#due.has(key))) {
      clearTimeout(waiting);
      this.#later(key, this.#options.settleMs);
    }
  }

  /** Ends the waiting; resolves when what is under way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timers.forEach(timer => clearTimeout(timer));
    this.#timers.clear();
    this.#due.clear();
    await Promise.all(this.#running.values());
  }

  #later(key: string, delayMs: number): void {
    if (this.#closed) {
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.#due.add(key);
      this.#startDue();
    }, delayMs);
    timer.unref();
    this.#timers.set(key, timer);
  }

  #startDue(): void {
    while (this.#running.size < CONCURRENCY && !this.#closed) {
      const [key] = this.#due;
      if (key === undefined) {
        return;
      }
      this.#due.delete(key);
      const running = this.#run(key).then(() => {
        this.#running.delete(key);
        if (this.#again.delete(key)) {
          this.add(key);
        }
        this.#startDue();
      });
      this.#running.set(key, running);
    }
  }

  async #run(key: string): Promise<void> {
    const { work, what, logger, retryMs } = this.#options;
    try {
      await work(key);
      this.#failures.delete(key);
    } catch (error) {
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      const delay = Math.min(retryMs * 2 ** (failures - 1), MAX_RETRY_MS);
      logger.warn(`${what} '${key}' is looked at again later: ${error}`);
      this.#later(key, delay);
    }
  }
}
