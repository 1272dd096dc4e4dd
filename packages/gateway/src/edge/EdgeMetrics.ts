import type { SecurityKind } from '@remote-env/plugin-remote-env-common';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ConnectionsView } from '../views/ConnectionsView';
import type { ListenerName } from './listener/Entrance';

interface AnsweredRequest {
  route: string;
  status: number;
  /** From its head to the end of its answer. */
  seconds: number;
}

/** What the edge counts. Routes and reasons are from closed sets, so the number of series is bounded. */
export class EdgeMetrics {
  readonly #requests: Counter<'listener' | 'route' | 'status'>;
  readonly #refusals: Counter<'listener' | 'reason'>;
  readonly #security: Counter<'kind'>;
  readonly #duration: Histogram<'route'>;
  readonly #handshakeErrors: Counter<'listener'>;

  static create(registry: Registry, view: ConnectionsView): EdgeMetrics {
    return new EdgeMetrics(registry, view);
  }

  private constructor(registry: Registry, view: ConnectionsView) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'remote_env_gateway_edge_requests_total',
      help: 'Requests answered at the edge.',
      labelNames: ['listener', 'route', 'status'],
      registers,
    });
    this.#refusals = new Counter({
      name: 'remote_env_gateway_edge_refusals_total',
      help: 'Requests turned away because of who sent them.',
      labelNames: ['listener', 'reason'],
      registers,
    });
    this.#security = new Counter({
      name: 'remote_env_gateway_security_events_total',
      help: 'What admins watch for: bad and foreign certificates, forged headers, refused ingresses.',
      labelNames: ['kind'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'remote_env_gateway_edge_request_seconds',
      help: 'Time from the head of a request to the end of its answer.',
      labelNames: ['route'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    });
    this.#handshakeErrors = new Counter({
      name: 'remote_env_gateway_edge_handshake_errors_total',
      help: 'TLS handshakes that failed.',
      labelNames: ['listener'],
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'remote_env_gateway_view_age_seconds',
        help: 'Time since the view of the store was last known to be complete and current.',
        registers: [],
        collect() {
          this.set(view.ageMs() / 1000);
        },
      }),
    );
  }

  answered(
    listener: ListenerName,
    { route, status, seconds }: AnsweredRequest,
  ) {
    this.#requests.inc({ listener, route, status: String(status) });
    this.#duration.observe({ route }, seconds);
  }

  refused(listener: ListenerName, reason: string) {
    this.#refusals.inc({ listener, reason });
  }

  securityEvent(kind: SecurityKind) {
    this.#security.inc({ kind });
  }

  handshakeFailed(listener: ListenerName) {
    this.#handshakeErrors.inc({ listener });
  }
}
