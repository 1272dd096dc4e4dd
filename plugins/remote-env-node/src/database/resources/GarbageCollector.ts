import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { collectGarbage, type HistoryLimits } from './operations';

/** How often somebody looks for what another process left when it was killed. */
const SWEEP_MS = 30_000;

/** Deletes what has lost its last owner, in small transactions, beside the other work. */
export class GarbageCollector {
  readonly #engine: DatabaseEngine;
  readonly #history: HistoryLimits;
  readonly #logger: LoggerService | undefined;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #again = false;
  #closed = false;

  static start(options: {
    engine: DatabaseEngine;
    history: HistoryLimits;
    logger?: LoggerService;
  }): GarbageCollector {
    return new GarbageCollector(options);
  }

  private constructor(options: {
    engine: DatabaseEngine;
    history: HistoryLimits;
    logger?: LoggerService;
  }) {
    this.#engine = options.engine;
    this.#history = options.history;
    this.#logger = options.logger;
    this.#timer = setInterval(() => this.wake(), SWEEP_MS);
    this.#timer.unref();
  }

  /** Looks as soon as possible, once more when it is looking already. */
  wake(): void {
    if (this.#closed) {
      return;
    }
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#collect().finally(() => {
      this.#running = undefined;
      if (this.#again) {
        this.#again = false;
        this.wake();
      }
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #collect(): Promise<void> {
    try {
      let garbage = true;
      while (garbage && !this.#closed) {
        ({ garbage } = await this.#engine.run(collectGarbage, {
          now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
          history: this.#history,
        }));
      }
    } catch (error) {
      // Nothing is lost: what is left is found by the next sweep.
      this.#logger?.warn(`Objects without owner were not collected: ${error}`);
    }
  }
}
