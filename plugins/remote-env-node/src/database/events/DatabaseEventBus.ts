import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  BusEvent,
  ConsumerConfig,
  ConsumerState,
  DeadLetter,
  Delivery,
  EventBus,
  PublishResult,
} from '../../ports';
import { ResourceNotFoundError } from '../../ports/errors';
import { Batcher } from '../engine/Batcher';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { DeliveryReader } from './DeliveryReader';
import { checkConsumer } from '../../events/eventRules';
import { deadLetterPage } from '../../events/deadLetterPages';
import { fromRecord, toRecord } from './eventCodec';
import {
  ensureConsumer,
  listConsumers,
  listDeadLetters,
  publishEvents,
  removeConsumer,
  replayDeadLetter,
  settleDeliveries,
  type EventRecord,
  type Settlement,
} from './operations';
import { Retention } from './Retention';

export interface DatabaseEventBusSettings {
  engine: DatabaseEngine;
  duplicateWindowMs: number;
  retentionMs: number;
  cleaningIntervalMs?: number;
  logger?: LoggerService;
}

/**
 * The event bus on a database: one log, and for each consumer a position in it and the deliveries that are not
 * settled. Publishing and settling go in batches, so that a burst shares its commits.
 */
export class DatabaseEventBus implements EventBus {
  readonly #engine: DatabaseEngine;
  readonly #publications: Batcher<EventRecord, boolean>;
  readonly #settlements: Batcher<Settlement, boolean>;
  readonly #retention: Retention;
  readonly #closing = new AbortController();
  readonly #readers = new Set<DeliveryReader>();

  static create(settings: DatabaseEventBusSettings) {
    return new DatabaseEventBus(settings);
  }

  private constructor(settings: DatabaseEventBusSettings) {
    const { engine, duplicateWindowMs, retentionMs, logger } = settings;
    this.#engine = engine;
    this.#publications = Batcher.create({
      run: events => engine.run(publishEvents, { events, duplicateWindowMs }),
      maxItems: 512,
      maxSize: 4 * 1024 * 1024,
    });
    this.#settlements = Batcher.create({
      run: settlements => engine.run(settleDeliveries, { settlements }),
      maxItems: 512,
      maxSize: 512,
    });
    this.#retention = Retention.start({
      engine,
      retentionMs,
      duplicateWindowMs,
      intervalMs: settings.cleaningIntervalMs,
      logger,
    });
  }

  async publish(event: BusEvent): Promise<PublishResult> {
    const record = toRecord(event);
    const size = record.envelope.length + (record.data?.length ?? 0);
    return { duplicate: await this.#publications.add(record, size) };
  }

  async ensureConsumer(config: ConsumerConfig): Promise<void> {
    const { name, environmentUid, since, ...rules } = checkConsumer(config);
    await this.#engine.run(ensureConsumer, {
      name,
      environmentUid,
      rules,
      sinceMs: since === undefined ? undefined : Date.parse(since),
    });
  }

  async removeConsumer(name: string): Promise<void> {
    await this.#engine.run(removeConsumer, { name });
  }

  listConsumers(): Promise<ConsumerState[]> {
    return this.#engine.run(listConsumers, undefined);
  }

  async *consume(
    name: string,
    signal: AbortSignal,
  ): AsyncGenerator<Delivery, void, undefined> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const reader = DeliveryReader.create({
      engine: this.#engine,
      settlements: this.#settlements,
      consumer: name,
      signal: either,
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
    const { rows, more } = await this.#engine.run(listDeadLetters, {
      consumer,
      ...deadLetterPage(options),
    });
    const last = rows.at(-1);
    return {
      items: rows.map(row => ({
        id: String(row.id),
        consumer,
        event: fromRecord(row),
        attempts: row.attempts,
        reason: row.reason,
        at: new Date(row.at).toISOString(),
      })),
      ...(more && last && { continue: String(last.id) }),
    };
  }

  async replay(consumer: string, deadLetterId: string): Promise<void> {
    if (!/^\d{1,15}$/.test(deadLetterId)) {
      throw new ResourceNotFoundError(
        `Consumer '${consumer}' has no dead letter '${deadLetterId}'`,
      );
    }
    await this.#engine.run(replayDeadLetter, {
      consumer,
      id: Number(deadLetterId),
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#readers].map(reader => reader.stop()));
    await this.#retention.close();
    await this.#publications.idle();
    await this.#settlements.idle();
    await this.#engine.close();
  }
}
