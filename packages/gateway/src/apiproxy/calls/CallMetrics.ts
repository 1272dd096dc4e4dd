import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/**
 * What became of a call: answered by the target, refused or failed at the proxy, or given up by its caller.
 */
export type CallOutcome = 'answered' | 'refused' | 'failed' | 'abandoned';

/** Counts and times the calls of the API proxy. */
export class CallMetrics {
  readonly #calls: Counter<'outcome' | 'status'>;
  readonly #seconds: Histogram<'outcome'>;

  /**
   * @param open - calls under way, asked when metrics are read
   * @param ageSeconds - of the proxy's view of the store
   */
  static create(
    registry: Registry,
    open: () => number,
    ageSeconds: () => number,
  ): CallMetrics {
    return new CallMetrics(registry, open, ageSeconds);
  }

  private constructor(
    registry: Registry,
    open: () => number,
    ageSeconds: () => number,
  ) {
    const registers = [registry];
    this.#calls = new Counter({
      name: 'remote_env_gateway_api_calls_total',
      help: 'Calls through the API proxy, by outcome and class of status.',
      labelNames: ['outcome', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'remote_env_gateway_api_call_seconds',
      help: 'Seconds from a call to the end of its answer.',
      labelNames: ['outcome'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'remote_env_gateway_api_calls_open',
        help: 'Calls and tunnels through the API proxy under way.',
        registers: [],
        collect() {
          this.set(open());
        },
      }),
    );
    registry.registerMetric(
      new Gauge({
        name: 'remote_env_gateway_api_view_age_seconds',
        help: "Age of the API proxy's view of bindings, services and approvals.",
        registers: [],
        collect() {
          this.set(ageSeconds());
        },
      }),
    );
  }

  ended(outcome: CallOutcome, status: number, seconds: number): void {
    this.#calls.inc({
      outcome,
      status: status > 0 ? `${Math.floor(status / 100)}xx` : 'none',
    });
    this.#seconds.observe({ outcome }, seconds);
  }
}
