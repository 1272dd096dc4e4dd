import type { Reports } from '../reports/Reports';
import type { ConnectionsView } from '../views/ConnectionsView';
import type { EdgeMetrics } from './EdgeMetrics';
import type { Identity, Refused } from './identity/judge';
import type { PeerCertificate } from './identity/PeerCertificates';
import { securityKindOf } from './identity/securityKinds';
import type { ListenerName, Sender } from './listener/Entrance';

/** Certificates remembered as seen at most. */
const CAPACITY = 50_000;

/** Characters of what a caller names itself that are told on. */
const MAX_AGENT = 200;

interface AcceptedCall {
  route: string;
  ip: string;
  /** What the caller names itself. */
  agent: string | undefined;
}

interface RefusedCall {
  peer: PeerCertificate | undefined;
  route: string;
  /** The environment that the path names. */
  asked: string | undefined;
  ip: string;
  listener: ListenerName;
}

interface SenderLogOptions {
  reports: Reports;
  view: ConnectionsView;
  metrics: Pick<EdgeMetrics, 'securityEvent'>;
  /** Name by which people find this process. */
  gateway: string;
}

/** Tells the activity log who calls and who is turned away, with the reason that the caller is not told. */
export class SenderLog {
  readonly #reports: Reports;
  readonly #view: ConnectionsView;
  readonly #metrics: Pick<EdgeMetrics, 'securityEvent'>;
  readonly #gateway: string;
  readonly #seen = new Set<string>();

  static create(options: SenderLogOptions): SenderLog {
    return new SenderLog(options);
  }

  private constructor({ gateway, metrics, reports, view }: SenderLogOptions) {
    this.#reports = reports;
    this.#view = view;
    this.#metrics = metrics;
    this.#gateway = gateway;
  }

  used({ fingerprint, environment }: Identity, call: AcceptedCall) {
    const { route, ip, agent } = call;
    const sender = {
      outcome: 'success',
      actor: `certificate:${fingerprint}`,
      environmentName: environment.name,
      environmentUid: environment.uid,
      details: {
        route,
        ip,
        gateway: this.#gateway,
        ...(agent && { agent: agent.slice(0, MAX_AGENT) }),
      },
    } as const;
    if (!this.#seen.has(fingerprint)) {
      if (this.#seen.size >= CAPACITY) {
        this.#seen.clear();
      }
      this.#seen.add(fingerprint);
      this.#reports.report({ action: 'certificate-first-used', ...sender });
    }
    this.#reports.report({ action: 'connection-used', ...sender });
  }

  refused({ reason, environment }: Refused, call: RefusedCall) {
    const { peer, route, asked, ip, listener } = call;
    // Of names that strangers make up there is no end: only real ones are told.
    const known =
      asked === undefined ? undefined : this.#view.environment(asked);
    const concerned = environment ?? known;
    const kind = securityKindOf(reason);
    if (kind) {
      this.#metrics.securityEvent(kind);
    }
    this.#reports.report({
      action: 'edge-refused',
      outcome: 'refused',
      message: reason,
      actor: peer && `certificate:${peer.fingerprint}`,
      environmentName: concerned?.name,
      environmentUid: concerned?.uid,
      details: {
        route,
        ip,
        listener,
        ...(known && { asked: known.name }),
        ...(kind && { kind }),
      },
    });
  }

  /** Somebody claims to hold a certificate, where claims do not count. */
  forged({ ip, listener }: Pick<Sender, 'ip' | 'listener'>) {
    this.#metrics.securityEvent('forged-header');
    this.#reports.report({
      action: 'certificate-header-dropped',
      outcome: 'refused',
      message: 'certificate in a header where headers do not count',
      details: { ip, listener, kind: 'forged-header' },
    });
  }

  /** @param ip - of whoever is no ingress, if it is known */
  ingressRefused(ip: string | undefined) {
    this.#metrics.securityEvent('refused-ingress');
    this.#reports.report({
      action: 'ingress-refused',
      outcome: 'refused',
      message: 'no certificate of an ingress',
      details: {
        ...(ip !== undefined && { ip }),
        listener: 'forwarded',
        kind: 'refused-ingress',
      },
    });
  }
}
