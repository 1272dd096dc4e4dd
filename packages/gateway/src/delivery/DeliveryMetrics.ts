import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Judgement } from './judge';

/** Counts and times deliveries. */
export class DeliveryMetrics {
  readonly #tries: Counter<'result'>;
  readonly #trySeconds: Histogram;
  readonly #lagSeconds: Histogram;
  readonly #pending: Gauge;
  readonly #deadLetters: Gauge;

  /** @param active - subscriptions that are delivered, asked when metrics are read */
  static create(registry: Registry, active: () => number): DeliveryMetrics {
    return new DeliveryMetrics(registry, active);
  }

  private constructor(registry: Registry, active: () => number) {
    const registers = [registry];
    this.#tries = new Counter({
      name: 'remote_env_gateway_delivery_tries_total',
      help: 'Tries to deliver an event, by what came of them.',
      labelNames: ['result'],
      registers,
    });
    this.#trySeconds = new Histogram({
      name: 'remote_env_gateway_delivery_try_seconds',
      help: 'Seconds that a sink took to answer.',
      buckets: [0.01, 0.05, 0.25, 1, 5, 15, 60],
      registers,
    });
    this.#lagSeconds = new Histogram({
      name: 'remote_env_gateway_delivery_lag_seconds',
      help: 'Seconds from the acceptance of an event to its delivery.',
      buckets: [0.05, 0.25, 1, 5, 30, 300, 3600],
      registers,
    });
    this.#pending = new Gauge({
      name: 'remote_env_gateway_events_pending',
      help: 'Events that are not settled, over all consumers.',
      registers,
    });
    this.#deadLetters = new Gauge({
      name: 'remote_env_gateway_dead_letters',
      help: 'Events that could not be delivered, over all consumers.',
      registers,
    });
    registry.registerMetric(
      new Gauge({
        name: 'remote_env_gateway_subscriptions_active',
        help: 'Subscriptions that this process delivers.',
        registers: [],
        collect() {
          this.set(active());
        },
      }),
    );
  }

  tried(result: Judgement['kind'], seconds: number): void {
    this.#tries.inc({ result });
    this.#trySeconds.observe(seconds);
  }

  delivered(lagSeconds: number): void {
    this.#lagSeconds.observe(Math.max(0, lagSeconds));
  }

  backlog(pending: number, deadLetters: number): void {
    this.#pending.set(pending);
    this.#deadLetters.set(deadLetters);
  }
}
