import {
  gatewayTokenOf,
  MAX_REPORT_ENTRIES,
  type GatewayConfig,
  type GatewayReportBatch,
  type SharedSecret,
} from '@remote-env/plugin-remote-env-node';
import { Counter, Gauge, type Registry } from 'prom-client';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import { postReports } from './postReports';
import { ReportQueue } from './ReportQueue';
import type { Report, Reports } from './Reports';

const CAPACITY = 5000;
const URGENT_MS = 500;
const ROUTINE_MS = 10_000;
const BACKOFF_MAX_MS = 15_000;
const TIMEOUT_MS = 10_000;

/** Statuses by which the portal says that this very batch is bad; sending it again would block all later ones. */
const HOPELESS: ReadonlySet<number> = new Set([400, 413, 415, 422]);

interface ReporterOptions {
  portal: GatewayConfig['portal'];
  logger: Logger;
  metrics: Registry;
  /** Milliseconds; for tests. */
  urgentMs?: number;
  routineMs?: number;
  capacity?: number;
}

/** Sends reports to the portal in batches, one at a time; while the portal is away it keeps them, bounded. */
export class Reporter implements Reports {
  readonly #options: ReporterOptions;
  readonly #token: SharedSecret;
  readonly #queue: ReportQueue;
  readonly #lost: Counter;
  /** Taken from the queue and not settled: sent again with the same ids until it is. */
  #batch: GatewayReportBatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #failures = 0;
  #routineDueAt = 0;
  #stopped = false;

  static create(options: ReporterOptions): Reporter {
    return new Reporter(options);
  }

  private constructor(options: ReporterOptions) {
    this.#options = options;
    this.#token = gatewayTokenOf(options.portal);
    this.#queue = ReportQueue.create({
      capacity: options.capacity ?? CAPACITY,
      batchSize: MAX_REPORT_ENTRIES,
    });
    const queue = this.#queue;
    const pending = () => queue.size + (this.#batch?.entries.length ?? 0);
    options.metrics.registerMetric(
      new Gauge({
        name: 'remote_env_gateway_reports_pending',
        help: 'Reports that the portal has not taken yet.',
        registers: [],
        collect() {
          this.set(pending());
        },
      }),
    );
    this.#lost = new Counter({
      name: 'remote_env_gateway_reports_lost_total',
      help: 'Reports given up: no room while the portal was away, or refused by it.',
      registers: [options.metrics],
    });
  }

  report(report: Report): void {
    const { dropped } = this.#queue;
    this.#queue.add(report, new Date());
    this.#lost.inc(this.#queue.dropped - dropped);
    this.#schedule();
  }

  /** Sends what it can before the signal aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#sending;
    while (!signal.aborted) {
      this.#batch ??= this.#queue.take(true);
      if (!this.#batch || !(await this.#send(this.#batch, signal))) {
        return;
      }
    }
  }

  #schedule() {
    if (this.#timer || this.#sending || this.#stopped) {
      return;
    }
    const { urgentMs = URGENT_MS, routineMs = ROUTINE_MS } = this.#options;
    const now = performance.now();
    if (this.#routineDueAt === 0) {
      this.#routineDueAt = now + routineMs;
    }
    const backOff = Math.min(
      BACKOFF_MAX_MS,
      urgentMs * 2 ** Math.min(this.#failures, 10),
    );
    const delay =
      this.#failures > 0 || this.#queue.hasUrgent()
        ? backOff
        : Math.max(0, this.#routineDueAt - now);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#flush().finally(() => {
        this.#sending = undefined;
        if (this.#batch || this.#queue.size > 0) {
          this.#schedule();
        }
      });
    }, delay);
    this.#timer.unref();
  }

  async #flush(): Promise<void> {
    const routine = performance.now() >= this.#routineDueAt;
    if (routine) {
      this.#routineDueAt = 0;
    }
    this.#batch ??= this.#queue.take(routine);
    while (this.#batch && !this.#stopped) {
      if (!(await this.#send(this.#batch))) {
        return;
      }
      this.#batch = this.#queue.take(routine);
    }
  }

  /** @returns whether the batch is settled */
  async #send(
    batch: GatewayReportBatch,
    signal: AbortSignal = AbortSignal.timeout(TIMEOUT_MS),
  ): Promise<boolean> {
    const { portal, logger } = this.#options;
    try {
      const statusCode = await postReports(portal, this.#token, batch, signal);
      if (HOPELESS.has(statusCode)) {
        logger.error('The portal refused a batch of reports', { statusCode });
        this.#queue.lose(batch);
        this.#lost.inc(batch.entries.length);
      } else if (statusCode >= 300) {
        throw new Error(`the portal answered ${statusCode}`);
      }
      if (this.#failures > 0) {
        logger.info('Reports reach the portal again');
      }
      this.#failures = 0;
      this.#batch = undefined;
      return true;
    } catch (error) {
      if (this.#failures === 0) {
        logger.warn('Reports do not reach the portal; they are kept', {
          error: errorMessage(error),
        });
      }
      this.#failures += 1;
      return false;
    }
  }
}
