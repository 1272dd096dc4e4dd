import type { BusEvent, Delivery } from '../ports';
import { findConsumer, type ConsumerRules } from './consumers';
import { fileDeadLetter, OFFSET } from './deadLetters';
import { isNoResponders } from './errors';
import { fromMessage } from './eventMessages';
import type { NatsLayout } from './layout';
import type { NatsLink, NatsSession } from './NatsLink';
import type { PulledMessage } from './PullRequests';
import { finish, tellServer } from './settlements';
import type { Slot } from './Slots';

export interface NatsDeliverySettings {
  link: NatsLink;
  layout: NatsLayout;
  consumer: string;
  message: PulledMessage;
  slot: Slot;
  attempt: number;
  rules: ConsumerRules;
}

/** One delivery of an event, with the slot that it takes until it is settled or its time is over. */
export class NatsDelivery implements Delivery {
  readonly event: BusEvent;
  readonly attempt: number;
  readonly offset: string;
  readonly #settings: NatsDeliverySettings;
  readonly #deadline: number;
  readonly #timer: NodeJS.Timeout;
  #over = false;

  static create(settings: NatsDeliverySettings) {
    return new NatsDelivery(settings);
  }

  private constructor(settings: NatsDeliverySettings) {
    const { message, attempt, rules, slot } = settings;
    this.#settings = settings;
    this.event = fromMessage(message);
    this.attempt = attempt;
    this.offset = message.headers?.get(OFFSET) || String(message.seq);
    // By our own clock, and before the server's: it would take a late settlement for one of the next delivery.
    this.#deadline = message.since + rules.ackWaitMs;
    this.#timer = setTimeout(() => {
      this.#over = true;
      void slot.release();
    }, this.#deadline - performance.now());
    this.#timer.unref();
  }

  ack(): Promise<void> {
    const { layout, consumer, message } = this.#settings;
    return this.#settle(session => finish(session, layout, consumer, message));
  }

  async retry(delayMs: number, reason: string): Promise<void> {
    const { message, rules } = this.#settings;
    if (this.attempt >= rules.maxDeliveries) {
      await this.reject(reason);
      return;
    }
    await this.#settle(({ nc }) =>
      tellServer(nc, message, { retryInMs: delayMs }),
    );
  }

  async reject(reason: string): Promise<void> {
    const { layout, consumer, message } = this.#settings;
    const letter = { consumer, message, attempts: this.attempt, reason };
    await this.#settle(session => fileDeadLetter(session, layout, letter));
  }

  async #settle(how: (session: NatsSession) => Promise<void>): Promise<void> {
    if (this.#over || performance.now() > this.#deadline) {
      return;
    }
    const { link, slot } = this.#settings;
    try {
      await link.run(how);
    } catch (error) {
      // Its consumer is gone, and with it everything that could be settled; or JetStream is not there.
      if (!(error instanceof Error) || !isNoResponders(error.cause)) {
        throw error;
      }
      if (await this.#consumerIsThere()) {
        throw error;
      }
    }
    this.#over = true;
    clearTimeout(this.#timer);
    await slot.release();
  }

  async #consumerIsThere(): Promise<boolean> {
    const { link, layout, consumer } = this.#settings;
    return link.run(
      async ({ jsm }) =>
        (await findConsumer(jsm, layout, consumer)) !== undefined,
    );
  }
}
