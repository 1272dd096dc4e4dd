import { randomUUID } from 'node:crypto';
import type {
  GatewayReportAction,
  GatewayReportBatch,
  GatewayReportEntry,
} from '@remote-env/plugin-remote-env-node';
import type { Report } from './Reports';

/** Actions of which people want to see the sum now and then, not each at once. */
const ROUTINE: ReadonlySet<GatewayReportAction> = new Set([
  'connection-used',
  'service-called',
  'event-delivered',
]);

/** Actions that are counted as one whatever their details: those of the last one are told. */
const LAST_COUNTS: ReadonlySet<GatewayReportAction> = new Set([
  'connection-used',
]);

/** Longest texts that the portal takes; what is longer is cut. */
const MAX_TEXT = 1000;

interface QueueOptions {
  /** Different reports kept at most. */
  capacity: number;
  /** Entries of one batch at most. */
  batchSize: number;
}

function cut(text: string, max = MAX_TEXT): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

function bounded(report: Report): Report {
  return {
    ...report,
    ...(report.message !== undefined && { message: cut(report.message) }),
    ...(report.environmentName !== undefined && {
      environmentName: cut(report.environmentName, 63),
    }),
    ...(report.details && {
      details: Object.fromEntries(
        Object.entries(report.details).map(([k, v]) => [k, cut(v)]),
      ),
    }),
  };
}

/**
 * Of all that count as one. What admins watch for is told apart by its source and not by its certificate, of which
 * strangers can make as many as they like.
 */
function keyOf(report: Report): string {
  return JSON.stringify([
    report.action,
    report.outcome,
    report.details?.kind === undefined ? report.actor : '',
    report.environmentUid,
    report.environmentName,
    report.serviceId,
    report.message,
    LAST_COUNTS.has(report.action) ? undefined : report.details,
  ]);
}

/** Reports that wait: alike ones counted as one, bounded, with a count of those that found no room. */
export class ReportQueue {
  readonly #options: QueueOptions;
  readonly #urgent = new Map<string, GatewayReportEntry>();
  readonly #routine = new Map<string, GatewayReportEntry>();
  #dropped = 0;

  static create(options: QueueOptions): ReportQueue {
    return new ReportQueue(options);
  }

  private constructor(options: QueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#urgent.size + this.#routine.size;
  }

  /** Reports lost so far that no batch has told yet. */
  get dropped(): number {
    return this.#dropped;
  }

  hasUrgent(): boolean {
    return this.#urgent.size > 0 || this.#dropped > 0;
  }

  /** @returns whether it is the first of its kind in the queue */
  add(report: Report, now: Date): void {
    const entries = ROUTINE.has(report.action) ? this.#routine : this.#urgent;
    const entry = bounded(report);
    const key = keyOf(entry);
    const known = entries.get(key);
    if (known) {
      known.count += 1;
      known.at = now.toISOString();
      known.details = entry.details;
    } else if (this.size >= this.#options.capacity) {
      this.#dropped += 1;
    } else {
      entries.set(key, {
        id: randomUUID(),
        at: now.toISOString(),
        ...entry,
        count: 1,
      });
    }
  }

  /** Takes the next batch out, oldest first; undefined when there is nothing to tell. */
  take(includeRoutine: boolean): GatewayReportBatch | undefined {
    const entries: GatewayReportEntry[] = [];
    for (const source of includeRoutine
      ? [this.#urgent, this.#routine]
      : [this.#urgent]) {
      for (const [key, entry] of source) {
        if (entries.length >= this.#options.batchSize) {
          break;
        }
        entries.push(entry);
        source.delete(key);
      }
    }
    if (entries.length === 0 && this.#dropped === 0) {
      return undefined;
    }
    const dropped = this.#dropped;
    this.#dropped = 0;
    return { id: randomUUID(), entries, dropped };
  }

  /** Counts a batch that will never arrive. */
  lose(batch: GatewayReportBatch): void {
    this.#dropped +=
      batch.dropped + batch.entries.reduce((sum, e) => sum + e.count, 0);
  }
}
