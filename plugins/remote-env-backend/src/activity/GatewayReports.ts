import { createHash } from 'node:crypto';
import type { CertificateUse } from '@remote-env/plugin-remote-env-common';
import type {
  GatewayReportBatch,
  GatewayReportEntry,
} from '@remote-env/plugin-remote-env-node';
import type { ServiceCall } from '../service-health';
import type { ActivityEntry } from './ActivityLog';
import type { OnRecorded } from './DatabaseActivityLog';
import type { CountedCalls } from './EdgeCalls';
import {
  withCount,
  type FrequentActivity,
  type ReportLedger,
} from './ReportLedger';
import { frequentSecurity, securityKindOf } from './securityFacts';
import type { SecurityMeter } from './SecurityMeter';

/** What happens all the time: said once, then summed up. */
const FREQUENT: ReadonlySet<GatewayReportEntry['action']> = new Set([
  'service-called',
  'event-delivered',
]);

/** What follows from a call with a good certificate. */
export interface Sighting {
  environment: { name: string; uid: string };
  /** Of the certificate. */
  fingerprint?: string;
  at: Date;
  /** What the gateway says of the call. */
  use: CertificateUse;
}

/** What an entry says of calls at the edge whose environment is proven, or was named and exists. */
function callsOf({
  action,
  outcome,
  environmentUid,
  at,
  count,
}: GatewayReportEntry): CountedCalls[] {
  const isAccepted = action === 'connection-used' && outcome === 'success';
  return environmentUid && (isAccepted || action === 'edge-refused')
    ? [
        {
          environmentUid,
          at: new Date(at),
          outcome: isAccepted ? 'accepted' : 'refused',
          count,
        },
      ]
    : [];
}

/** Of all that are summed up together. */
function kindOf(entry: GatewayReportEntry): string {
  const { action, outcome, actor, environmentUid, serviceId, details } = entry;
  const alike = JSON.stringify([
    action,
    outcome,
    actor,
    environmentUid,
    serviceId,
    details?.subscription,
  ]);
  return createHash('sha256').update(alike).digest('hex');
}

function toActivity(entry: GatewayReportEntry): ActivityEntry {
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
    details: { ...entry.details },
  };
}

function fingerprintOf(actor: string | undefined): string | undefined {
  return /^certificate:([0-9a-f]{64})$/.exec(actor ?? '')?.[1];
}

/** Characters of each word that a gateway says of a call. */
const MAX_WORD = 253;

function useOf({ details }: GatewayReportEntry): CertificateUse {
  const word = (name: string) => details?.[name]?.slice(0, MAX_WORD);
  return {
    address: word('ip'),
    gateway: word('gateway'),
    route: word('route'),
    agent: word('agent'),
  };
}

export interface GatewayReportsOptions {
  ledger: ReportLedger;
  meter: Pick<SecurityMeter, 'count'>;
  onSighting: (sighting: Sighting) => void;
  onServiceCall: (call: ServiceCall) => void;
  /** Told which environments a batch tells of. */
  onRecorded?: OnRecorded;
}

/**
 * Takes what gateways report into the activity log (wire-contracts 7). Uses of a connection only move its
 * `lastSeen`; calls and deliveries that work, and what admins watch for, are entered once, then as one sum for each
 * minute.
 */
export class GatewayReports {
  readonly #ledger: ReportLedger;
  readonly #meter: Pick<SecurityMeter, 'count'>;
  readonly #onSighting: (sighting: Sighting) => void;
  readonly #onServiceCall: (call: ServiceCall) => void;
  readonly #onRecorded: OnRecorded;

  private constructor(options: GatewayReportsOptions) {
    this.#ledger = options.ledger;
    this.#meter = options.meter;
    this.#onSighting = options.onSighting;
    this.#onServiceCall = options.onServiceCall;
    this.#onRecorded = options.onRecorded ?? (() => {});
  }

  static create(options: GatewayReportsOptions) {
    return new GatewayReports(options);
  }

  /**
   * Takes a batch as a whole and once, also when it comes to several portals.
   *
   * @throws whatever the database does; the gateway then sends the batch again
   */
  async take(batch: GatewayReportBatch): Promise<void> {
    const entries: ActivityEntry[] = [];
    const frequent = new Map<string, FrequentActivity>();
    const calls: CountedCalls[] = [];
    for (const entry of batch.entries) {
      this.#noteSighting(entry);
      this.#noteCall(entry);
      calls.push(...callsOf(entry));
      if (entry.action === 'connection-used') {
        continue;
      }
      const activity = toActivity(entry);
      const alike = this.#alike(entry, activity);
      if (alike) {
        const before = frequent.get(alike.kind)?.count ?? 0;
        frequent.set(alike.kind, { ...alike, count: before + alike.count });
      } else {
        entries.push(withCount(activity, entry.count));
      }
    }
    const isNew = await this.#ledger.take({
      id: batch.id,
      entries,
      frequent: [...frequent.values()],
      calls,
    });
    if (isNew) {
      this.#countSecurity(batch);
    }
    this.#onRecorded([
      ...new Set(batch.entries.flatMap(entry => entry.environmentUid ?? [])),
    ]);
  }

  /** What is summed up with others, as the one that it is. */
  #alike(
    entry: GatewayReportEntry,
    activity: ActivityEntry,
  ): FrequentActivity | undefined {
    const security = securityKindOf(activity);
    if (security) {
      return frequentSecurity(security, activity, entry.count);
    }
    return entry.outcome === 'success' && FREQUENT.has(entry.action)
      ? { kind: kindOf(entry), count: entry.count, last: activity }
      : undefined;
  }

  #countSecurity({ entries }: GatewayReportBatch) {
    for (const entry of entries) {
      const kind = securityKindOf(toActivity(entry));
      if (kind) {
        this.#meter.count(kind, entry.count);
      }
    }
  }

  #noteCall({ action, at, message, outcome, serviceId }: GatewayReportEntry) {
    if (action === 'service-called' && serviceId !== undefined) {
      this.#onServiceCall({
        serviceId,
        answered: outcome === 'success',
        message: message ?? '',
        at: new Date(at),
      });
    }
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
      use: useOf(entry),
    });
  }
}
