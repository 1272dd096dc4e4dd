import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { ConnectionsView } from '../views/ConnectionsView';

/** What the edge counts. Routes and reasons are from closed sets, so the number of series is bounded. */
export class EdgeMetrics {
  readonly #requests: Counter<'route' | 'status'>;
  readonly #refusals: Counter<'reason'>;
  readonly #duration: Histogram<'route'>;
  readonly #handshakeErrors: Counter;

  static create(registry: Registry, view: ConnectionsView): EdgeMetrics {
    return new EdgeMetrics(registry, view);
  }

  private constructor(registry: Registry, view: ConnectionsView) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'remote_env_gateway_edge_requests_total',
      help: 'Requests answered at the edge.',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#refusals = new Counter({
      name: 'remote_env_gateway_edge_refusals_total',
      help: 'Requests turned away because of who sent them.',
      labelNames: ['reason'],
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

  answered(route: string, status: number, seconds: number) {
    this.#requests.inc({ route, status: String(status) });
    this.#duration.observe({ route }, seconds);
  }

  refused(reason: string) {
    this.#refusals.inc({ reason });
  }

  handshakeFailed() {
    this.#handshakeErrors.inc();
  }
}
