import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { cleanEvents } from './operations';

const INTERVAL_MS = 60_000;

/** Removes what is old and settled, in small transactions, beside the other work. */
export class Retention {
  readonly #engine: DatabaseEngine;
  readonly #limits: { retentionMs: number; duplicateWindowMs: number };
  readonly #logger: LoggerService | undefined;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #closed = false;

  static start(options: {
    engine: DatabaseEngine;
    retentionMs: number;
    duplicateWindowMs: number;
    intervalMs?: number;
    logger?: LoggerService;
  }): Retention {
    return new Retention(options);
  }

  private constructor(options: Parameters<typeof Retention.start>[0]) {
    const { retentionMs, duplicateWindowMs } = options;
    this.#engine = options.engine;
    this.#limits = { retentionMs, duplicateWindowMs };
    this.#logger = options.logger;
    this.#timer = setInterval(() => {
      this.#running ??= this.#clean().finally(() => {
        this.#running = undefined;
      });
    }, options.intervalMs ?? INTERVAL_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #clean(): Promise<void> {
    try {
      let after: number | undefined = 0;
      while (after !== undefined && !this.#closed) {
        after = await this.#engine.run(cleanEvents, {
          ...this.#limits,
          after,
        });
      }
    } catch (error) {
      // The next round takes it up again.
      this.#logger?.warn(`Old events were not removed: ${error}`);
    }
  }
}
