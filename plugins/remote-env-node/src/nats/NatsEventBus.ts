import type {
  BusEvent,
  ConsumerConfig,
  ConsumerState,
  DeadLetter,
  Delivery,
  EventBus,
  PublishResult,
} from '../ports';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ResourceInvalidError } from '../ports/errors';
import { checkConsumer } from '../events/eventRules';
import { deadLetterPage } from '../events/deadLetterPages';
import { ensureConsumer, listConsumers, removeConsumer } from './consumers';
import {
  DEAD_LETTER_OVERHEAD,
  listDeadLetters,
  replayDeadLetter,
} from './deadLetters';
import { DeliveryReader } from './DeliveryReader';
import { encodeHeaderValue, toMessage } from './eventMessages';
import { environmentSubjects, eventSubject, type NatsLayout } from './layout';
import type { NatsLink } from './NatsLink';
import { Retention } from './retention';

export interface NatsEventBusSettings {
  link: NatsLink;
  layout: NatsLayout;
  retentionMs: number;
  logger?: LoggerService;
}

/** The event bus on NATS JetStream: one stream as the log, a durable pull consumer for each of ours. */
export class NatsEventBus implements EventBus {
  readonly #link: NatsLink;
  readonly #layout: NatsLayout;
  readonly #logger: LoggerService | undefined;
  readonly #retention: Retention;
  readonly #closing = new AbortController();
  readonly #readers = new Set<DeliveryReader>();

  static create(settings: NatsEventBusSettings) {
    return new NatsEventBus(settings);
  }

  private constructor(settings: NatsEventBusSettings) {
    this.#link = settings.link;
    this.#layout = settings.layout;
    this.#logger = settings.logger;
    this.#retention = Retention.start(settings);
  }

  async publish(event: BusEvent): Promise<PublishResult> {
    const { headers, data } = toMessage(event);
    const subject = eventSubject(this.#layout, event);
    const msgID = [event.environmentUid, event.id]
      .map(encodeHeaderValue)
      .join(' ');
    return this.#link.run(async ({ js, nc }) => {
      const room = (nc.info?.max_payload ?? 0) - DEAD_LETTER_OVERHEAD;
      const size = data.length + sizeOf(headers) + msgID.length;
      if (size > room) {
        throw new ResourceInvalidError(
          `event.data: with its attributes the event has ${size} bytes, the NATS server takes ${room} at most`,
        );
      }
      const { duplicate } = await js.publish(subject, data, { headers, msgID });
      return { duplicate };
    });
  }

  async ensureConsumer(config: ConsumerConfig): Promise<void> {
    const checked = checkConsumer(config);
    const subjects = environmentSubjects(this.#layout, checked.environmentUid);
    await this.#link.run(({ jsm }) =>
      ensureConsumer(jsm, this.#layout, checked, subjects),
    );
  }

  async removeConsumer(name: string): Promise<void> {
    if (/^[A-Za-z0-9_-]+$/.test(name)) {
      await this.#link.run(({ jsm }) =>
        removeConsumer(jsm, this.#layout, name),
      );
    }
  }

  listConsumers(): Promise<ConsumerState[]> {
    return this.#link.run(({ jsm }) => listConsumers(jsm, this.#layout));
  }

  async *consume(
    name: string,
    signal: AbortSignal,
  ): AsyncGenerator<Delivery, void, undefined> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const reader = DeliveryReader.create({
      link: this.#link,
      layout: this.#layout,
      consumer: name,
      signal: either,
      logger: this.#logger,
    });
    this.#readers.add(reader);
    try {
      yield* reader.read();
    } catch (error) {
      // Closed under the reader: that is the end of its deliveries, not a failure.
      if (!either.aborted) {
        throw error;
      }
    } finally {
      this.#readers.delete(reader);
    }
  }

  async listDeadLetters(
    consumer: string,
    options: { limit?: number; continue?: string } = {},
  ): Promise<{ items: DeadLetter[]; continue?: string }> {
    const page = deadLetterPage(options);
    if (!/^[A-Za-z0-9_-]+$/.test(consumer)) {
      return { items: [] };
    }
    const { items, more } = await this.#link.run(session =>
      listDeadLetters(session, this.#layout, { consumer, ...page }),
    );
    const last = items.at(-1);
    return { items, ...(more && last && { continue: last.id }) };
  }

  async replay(consumer: string, deadLetterId: string): Promise<void> {
    await this.#link.run(session =>
      replayDeadLetter(session, this.#layout, consumer, deadLetterId),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#readers].map(reader => reader.stop()));
    await this.#retention.close();
    await this.#link.close();
  }
}

/** As NATS writes them: `name: value` and a line's end, and what is around all. */
function sizeOf(headers: Iterable<[string, string[]]>): number {
  let size = 64;
  for (const [name, values] of headers) {
    for (const value of values) {
      size += name.length + value.length + 4;
    }
  }
  return size;
}
