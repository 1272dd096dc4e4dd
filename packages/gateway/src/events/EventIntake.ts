import {
  StoreUnavailableError,
  type EventBus,
} from '@remote-env/plugin-remote-env-node';
import { Counter, Histogram, type Registry } from 'prom-client';
import { enrich, type Sender } from './enrich';
import type { IncomingEvent } from './IncomingEvent';
import type { TraceContext } from './traceContext';

/** Events on their way to the bus at most; what comes beyond is told to come again rather than piled up. */
const MAX_IN_FLIGHT = 2000;

/** Milliseconds after which a sender is told to try again, although the bus may still take the event. */
const PUBLISH_MS = 10_000;

export interface Accepted {
  id: string;
  duplicate: boolean;
}

interface IntakeOptions {
  bus: EventBus;
  metrics: Registry;
  maxInFlight?: number;
  publishMs?: number;
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new StoreUnavailableError(`the bus did not answer within ${ms} ms`),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The way of every event onto the bus, whoever sends it. */
export class EventIntake {
  readonly #bus: EventBus;
  readonly #maxInFlight: number;
  readonly #publishMs: number;
  readonly #accepted: Counter<'duplicate'>;
  readonly #failed: Counter;
  readonly #latency: Histogram;
  #inFlight = 0;

  static create(options: IntakeOptions): EventIntake {
    return new EventIntake(options);
  }

  private constructor({
    bus,
    metrics,
    maxInFlight = MAX_IN_FLIGHT,
    publishMs = PUBLISH_MS,
  }: IntakeOptions) {
    this.#bus = bus;
    this.#maxInFlight = maxInFlight;
    this.#publishMs = publishMs;
    const registers = [metrics];
    this.#accepted = new Counter({
      name: 'remote_env_gateway_events_accepted_total',
      help: 'Events that are durable, by whether they were there already.',
      labelNames: ['duplicate'],
      registers,
    });
    this.#failed = new Counter({
      name: 'remote_env_gateway_events_unavailable_total',
      help: 'Events turned away because the bus could not take them.',
      registers,
    });
    this.#latency = new Histogram({
      name: 'remote_env_gateway_event_publish_seconds',
      help: 'Time until the bus calls an event durable.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    });
  }

  /**
   * Resolves once the event is durable.
   *
   * @throws StoreUnavailableError; the sender may try again with the same id
   */
  async publish(
    event: IncomingEvent,
    sender: Sender,
    trace: TraceContext,
  ): Promise<Accepted> {
    if (this.#inFlight >= this.#maxInFlight) {
      this.#failed.inc();
      throw new StoreUnavailableError('too many events are on their way');
    }
    this.#inFlight += 1;
    const started = process.hrtime.bigint();
    const published = this.#bus
      .publish(enrich(event, sender, trace, new Date()))
      .finally(() => {
        this.#inFlight -= 1;
      });
    try {
      const { duplicate } = await within(published, this.#publishMs);
      this.#latency.observe(Number(process.hrtime.bigint() - started) / 1e9);
      this.#accepted.inc({ duplicate: String(duplicate) });
      return { id: event.id, duplicate };
    } catch (error) {
      this.#failed.inc();
      throw error;
    }
  }
}
