import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Delivery } from '../ports';
import { StoreUnavailableError } from '../ports/errors';
import { readRules, type ConsumerRules } from './consumers';
import { fileDeadLetter } from './deadLetters';
import { toPortError } from './errors';
import { NatsDelivery } from './NatsDelivery';
import type { NatsLayout } from './layout';
import type { NatsLink, NatsSession } from './NatsLink';
import {
  ConsumerAwayError,
  PullRequests,
  type PulledMessage,
} from './PullRequests';
import { putBack, tellServer, timesPutBack } from './settlements';
import { Slots, type Slot } from './Slots';

/** Deliveries taken up in one go at most. */
const LARGEST_PULL = 64;
/** A pull that is handed on within this time shows a reader that can take more at once. */
const QUICK_MS = 20;
const WAIT_MS = 5000;
/** However the configuration changes, a reader knows it after this time. */
const RULES_MS = 10_000;

export interface DeliveryReaderSettings {
  link: NatsLink;
  layout: NatsLayout;
  consumer: string;
  signal: AbortSignal;
  logger?: LoggerService;
}

/** What a reader holds on one connection. */
interface Station {
  session: NatsSession;
  requests: PullRequests;
  slots: Slots;
}

/**
 * Takes up deliveries of one consumer and hands them on, through every absence of the server.
 *
 * How many are taken up at once follows the reader: one that asks for the next delivery only after it has settled
 * the one before gets them one by one, so that none grows old here; what is left when the reader goes is put back.
 */
export class DeliveryReader {
  readonly #settings: DeliveryReaderSettings;
  /** Taken up and not yet handed on. */
  #held: PulledMessage[] = [];
  #station: Station | undefined;
  #rules: { value: ConsumerRules; readAt: number } | undefined;
  #limit = 1;
  #stopped: Promise<void> | undefined;
  #working: Promise<unknown> = Promise.resolve();

  static create(settings: DeliveryReaderSettings) {
    return new DeliveryReader(settings);
  }

  private constructor(settings: DeliveryReaderSettings) {
    this.#settings = settings;
  }

  async *read(): AsyncGenerator<Delivery, void, undefined> {
    const { signal, link } = this.#settings;
    // Whether it is there is told at once; later absences of the server are waited for.
    await link.run(session => this.#readRules(session));
    try {
      while (!signal.aborted) {
        const working = this.#next();
        this.#working = working;
        const delivery = await working;
        if (delivery) {
          yield delivery;
        }
      }
    } finally {
      await this.stop();
    }
  }

  /** Puts back what nobody has seen. The signal has to be aborted, or the reader gone. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await this.#working.catch(() => {});
    const station = this.#station;
    if (!station) {
      return;
    }
    const { link, layout, consumer } = this.#settings;
    const { requests, slots } = station;
    const stray = await requests.close();
    await slots.close();
    await Promise.all(
      [...this.#held.splice(0), ...stray].map(message =>
        // What cannot be put back now comes again after its time.
        link
          .run(session => putBack(session, layout, consumer, message))
          .catch(() => {}),
      ),
    );
  }

  /** @returns undefined when there is nothing to hand on yet */
  async #next(): Promise<Delivery | undefined> {
    const { signal, link } = this.#settings;
    try {
      const station = await this.#open();
      const rules = await this.#currentRules(station.session);
      if (this.#held.length === 0) {
        await this.#takeUp(station);
      }
      return await this.#handOn(station, rules);
    } catch (error) {
      await this.#recover(error);
      if (!signal.aborted) {
        await link.available(signal);
      }
      return undefined;
    }
  }

  async #open(): Promise<Station> {
    const { link, layout, consumer } = this.#settings;
    const session = await link.session();
    if (!this.#station?.requests.belongsTo(session.nc)) {
      this.#station = {
        session,
        requests: PullRequests.open(session.nc, layout.events, consumer),
        slots: Slots.open(link, session, layout, consumer),
      };
    }
    return this.#station;
  }

  async #takeUp({ requests }: Station): Promise<void> {
    const signal = this.#untilDown();
    const batch = this.#limit;
    this.#held =
      batch > 1 ? await requests.pull({ batch, waitMs: 0, signal }) : [];
    if (this.#held.length === 0) {
      this.#held = await requests.pull({ batch: 1, waitMs: WAIT_MS, signal });
    }
  }

  /** Hands on the first that is still ours; files it instead when it was tried often enough. */
  async #handOn(
    station: Station,
    rules: ConsumerRules,
  ): Promise<Delivery | undefined> {
    const { link, signal, layout, consumer } = this.#settings;
    const [message] = this.#held;
    if (!message || signal.aborted) {
      return undefined;
    }
    const began = performance.now();
    if (began - message.since > rules.ackWaitMs) {
      this.#held.shift();
      return undefined;
    }
    const unseen = await link.run(session =>
      timesPutBack(session, layout, consumer, message),
    );
    const attempt = message.deliveries - unseen;
    if (attempt > rules.maxDeliveries) {
      const letter = { consumer, message, attempts: attempt - 1 };
      const reason = 'The last delivery was not settled in time';
      await link.run(session =>
        fileDeadLetter(session, layout, { ...letter, reason }),
      );
      this.#held.shift();
      return undefined;
    }
    const slot = await this.#takeSlot(station, rules);
    if (!slot) {
      return undefined;
    }
    this.#held.shift();
    if (performance.now() - message.since > rules.ackWaitMs / 8) {
      await this.#renew(message, slot);
    }
    this.#learn(performance.now() - began);
    return NatsDelivery.create({
      ...{ link, layout, consumer, message, slot, attempt, rules },
    });
  }

  /** Whatever is held meanwhile must not go to another. */
  async #takeSlot(
    { session, slots }: Station,
    rules: ConsumerRules,
  ): Promise<Slot | undefined> {
    const renewal = setInterval(() => {
      for (const message of this.#held) {
        message.since = performance.now();
        session.nc.publish(message.reply, '+WPI');
      }
    }, Math.max(10, rules.ackWaitMs / 3));
    try {
      return await slots.take(rules, this.#untilDown());
    } finally {
      clearInterval(renewal);
    }
  }

  async #renew(message: PulledMessage, slot: Slot): Promise<void> {
    const since = performance.now();
    try {
      const { link } = this.#settings;
      await link.run(({ nc }) => tellServer(nc, message, 'renew'));
      message.since = since;
    } catch (error) {
      await slot.release();
      throw error;
    }
  }

  /** What a lost connection was asked for does not come any more. */
  #untilDown(): AbortSignal {
    const { link, signal } = this.#settings;
    return AbortSignal.any([signal, link.down]);
  }

  #learn(tookMs: number): void {
    this.#limit =
      tookMs < QUICK_MS
        ? Math.min(this.#limit * 2, LARGEST_PULL)
        : Math.max(1, Math.floor(this.#limit / 2));
  }

  async #currentRules(session: NatsSession): Promise<ConsumerRules> {
    const known = this.#rules;
    return known && performance.now() - known.readAt < RULES_MS
      ? known.value
      : this.#readRules(session);
  }

  async #readRules({ jsm }: NatsSession): Promise<ConsumerRules> {
    const { layout, consumer } = this.#settings;
    const value = await readRules(jsm, layout, consumer);
    this.#rules = { value, readAt: performance.now() };
    return value;
  }

  /** @throws what is no passing failure of the server */
  async #recover(error: unknown): Promise<void> {
    const { signal, consumer, logger } = this.#settings;
    if (signal.aborted) {
      return;
    }
    const failure =
      error instanceof ConsumerAwayError
        ? await this.#whyAway()
        : toPortError(error);
    if (!(failure instanceof StoreUnavailableError)) {
      throw failure;
    }
    logger?.debug(`Consumer '${consumer}' waits for NATS: ${failure.message}`);
  }

  /** Gone for good, or is JetStream not there yet? */
  async #whyAway(): Promise<unknown> {
    try {
      await this.#settings.link.run(session => this.#readRules(session));
      return new StoreUnavailableError('JetStream is not there yet');
    } catch (error) {
      return error;
    }
  }
}
