import type { Delivery, EventBus } from '../../ports';
import { until } from '../conditions';

/** What happens to a delivery by itself; without, the test settles it. */
export type Settle = (delivery: Delivery) => Promise<void>;

export const acknowledge: Settle = delivery => delivery.ack();

/** Takes deliveries of one consumer as they come and keeps them. */
export class Consumption {
  readonly deliveries: Delivery[] = [];
  readonly #ending = new AbortController();
  readonly #done: Promise<void>;
  #failure: unknown;

  static start(bus: EventBus, consumer: string, settle?: Settle): Consumption {
    return new Consumption(bus, consumer, settle);
  }

  private constructor(
    bus: EventBus,
    consumer: string,
    settle: Settle | undefined,
  ) {
    this.#done = this.#take(bus, consumer, settle);
  }

  /** What the iteration was rejected with, once it was. */
  get failure(): unknown {
    return this.#failure;
  }

  get ids(): string[] {
    return this.deliveries.map(({ event }) => event.id);
  }

  /** Waits for that many deliveries. */
  async has(count: number, timeoutMs?: number): Promise<void> {
    await until(
      `${count} deliveries`,
      () => {
        if (this.#failure) {
          throw this.#failure;
        }
        return this.deliveries.length >= count;
      },
      timeoutMs,
    );
  }

  /** Ends the iteration and waits for its end. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#done;
  }

  async #take(
    bus: EventBus,
    consumer: string,
    settle: Settle | undefined,
  ): Promise<void> {
    const settling: Promise<void>[] = [];
    try {
      for await (const delivery of bus.consume(consumer, this.#ending.signal)) {
        this.deliveries.push(delivery);
        if (settle) {
          settling.push(settle(delivery));
        }
      }
      await Promise.all(settling);
    } catch (error) {
      this.#failure = error;
    }
  }
}
