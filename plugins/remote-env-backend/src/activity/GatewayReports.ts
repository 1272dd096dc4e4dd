import type {
  GatewayReportBatch,
  GatewayReportEntry,
} from '@remote-env/plugin-remote-env-node';
import type { ActivityEntry, ActivityLog } from './ActivityLog';

/** What happens all the time: said once, then summed up. */
const FREQUENT: ReadonlySet<GatewayReportEntry['action']> = new Set([
  'service-called',
  'event-delivered',
]);

/** Milliseconds for which alike entries are summed up. */
const SUM_UP_MS = 60_000;
/** Sums that are kept at most; beyond it entries go straight to the log. */
const MAX_SUMS = 10_000;

/** What follows from a call with a good certificate. */
export interface Sighting {
  environment: { name: string; uid: string };
  /** Of the certificate. */
  fingerprint?: string;
  at: Date;
}

interface Sum {
  until: number;
  last?: GatewayReportEntry;
  count: number;
}

function keyOf(entry: GatewayReportEntry): string {
  const { action, outcome, actor, environmentUid, serviceId, details } = entry;
  return JSON.stringify([
    action,
    outcome,
    actor,
    environmentUid,
    serviceId,
    details?.subscription,
  ]);
}

function toActivity(entry: GatewayReportEntry, count: number): ActivityEntry {
  return {
    reportId: entry.id,
    at: new Date(entry.at),
    action: entry.action,
    outcome: entry.outcome,
    actor: entry.actor,
    ...(entry.environmentName !== undefined && {
      environment: { name: entry.environmentName, uid: entry.environmentUid },
    }),
    serviceId: entry.serviceId,
    message: entry.message,
    details: {
      ...entry.details,
      ...(count > 1 && { count: String(count) }),
    },
  };
}

function fingerprintOf(actor: string | undefined): string | undefined {
  return /^certificate:([0-9a-f]{64})$/.exec(actor ?? '')?.[1];
}

/**
 * Takes what gateways report into the activity log (wire-contracts 7). Uses of a connection only move its
 * `lastSeen`; calls and deliveries that work are entered once, then as one sum for each minute.
 */
export class GatewayReports {
  readonly #activity: ActivityLog;
  readonly #onSighting: (sighting: Sighting) => void;
  readonly #sums = new Map<string, Sum>();

  private constructor(
    activity: ActivityLog,
    onSighting: (sighting: Sighting) => void,
  ) {
    this.#activity = activity;
    this.#onSighting = onSighting;
  }

  static create(options: {
    activity: ActivityLog;
    onSighting: (sighting: Sighting) => void;
  }) {
    return new GatewayReports(options.activity, options.onSighting);
  }

  async take(batch: GatewayReportBatch): Promise<void> {
    const entries: ActivityEntry[] = [];
    for (const entry of batch.entries) {
      this.#noteSighting(entry);
      if (entry.action === 'connection-used') {
        continue;
      }
      if (entry.outcome === 'success' && FREQUENT.has(entry.action)) {
        entries.push(...this.#sumUp(entry));
      } else {
        entries.push(toActivity(entry, entry.count));
      }
    }
    await this.#activity.record(...entries);
  }

  /** Enters the sums whose time has come. Call it now and then. */
  async flush(now = Date.now()): Promise<void> {
    const entries: ActivityEntry[] = [];
    for (const [key, sum] of this.#sums) {
      if (sum.until <= now) {
        this.#sums.delete(key);
        if (sum.last) {
          entries.push(toActivity(sum.last, sum.count));
        }
      }
    }
    await this.#activity.record(...entries);
  }

  #noteSighting(entry: GatewayReportEntry) {
    const { environmentName, environmentUid, action, outcome } = entry;
    const used =
      action === 'connection-used' || action === 'certificate-first-used';
    if (!used || outcome !== 'success' || !environmentName || !environmentUid) {
      return;
    }
    this.#onSighting({
      environment: { name: environmentName, uid: environmentUid },
      fingerprint: fingerprintOf(entry.actor),
      at: new Date(entry.at),
    });
  }

  /** @returns what is to be entered now */
  #sumUp(entry: GatewayReportEntry): ActivityEntry[] {
    const key = keyOf(entry);
    const sum = this.#sums.get(key);
    if (sum) {
      sum.count += entry.count;
      sum.last = entry;
      return [];
    }
    if (this.#sums.size < MAX_SUMS) {
      this.#sums.set(key, { until: Date.now() + SUM_UP_MS, count: 0 });
    }
    return [toActivity(entry, entry.count)];
  }
}
