import type { Delivery } from '../../ports';
import type { Batcher } from '../engine/Batcher';
import { ChangeSignal } from '../engine/ChangeSignal';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { fromRecord } from './eventCodec';
import {
  claimDeliveries,
  peekDeliveries,
  type ClaimedDelivery,
  type Settlement,
} from './operations';

/** Deliveries taken up in one go at most. */
const LARGEST_CLAIM = 64;

/** A claim that is handed on within this time shows a reader that can take more at once. */
const QUICK_MS = 20;

/** However quiet it is, a consumer looks this often. */
const LONGEST_SLEEP_MS = 30_000;

export interface DeliveryReaderSettings {
  engine: DatabaseEngine;
  settlements: Batcher<Settlement, boolean>;
  consumer: string;
  signal: AbortSignal;
}

/**
 * Takes up deliveries of one consumer and hands them on.
 *
 * How many are taken up at once follows the reader: one that asks for the next delivery only after it has settled
 * the one before gets them one by one, so that none grows old here; what is left when the reader goes is put back.
 */
export class DeliveryReader {
  readonly #engine: DatabaseEngine;
  readonly #settlements: Batcher<Settlement, boolean>;
  readonly #consumer: string;
  readonly #signal: AbortSignal;
  readonly #changed: ChangeSignal;
  /** Taken up and not yet handed on. */
  #held: ClaimedDelivery[] = [];
  #ackWaitMs = 0;
  #claimedAt = 0;
  #limit = 1;
  #working: Promise<boolean> = Promise.resolve(false);

  static create(settings: DeliveryReaderSettings) {
    return new DeliveryReader(settings);
  }

  private constructor(settings: DeliveryReaderSettings) {
    this.#engine = settings.engine;
    this.#settlements = settings.settlements;
    this.#consumer = settings.consumer;
    this.#signal = settings.signal;
    this.#changed = ChangeSignal.create(settings.engine, settings.signal);
  }

  async *read(): AsyncGenerator<Delivery, void, undefined> {
    try {
      while (!this.#signal.aborted) {
        this.#working = this.#takeUp();
        if (await this.#working) {
          yield* this.#handOn();
        }
      }
    } finally {
      await this.stop();
    }
  }

  /** Puts back what nobody has seen. The signal has to be aborted, or the reader gone. */
  async stop(): Promise<void> {
    this.#changed.close();
    await this.#working.catch(() => false);
    await Promise.all(
      this.#held
        .splice(0)
        .map(delivery => this.#settle(delivery, { how: 'release' })),
    );
  }

  /** @returns whether there is something to hand on; sleeps once when there is not */
  async #takeUp(): Promise<boolean> {
    const consumer = this.#consumer;
    const outlook = await this.#engine.run(peekDeliveries, { consumer });
    if (outlook.ready) {
      const limit = this.#limit;
      const claim = await this.#engine.run(claimDeliveries, {
        consumer,
        limit,
      });
      this.#held = claim.deliveries;
      this.#ackWaitMs = claim.ackWaitMs;
      this.#claimedAt = performance.now();
      return true;
    }
    const sleep = outlook.nextDueInMs ?? LONGEST_SLEEP_MS;
    await this.#changed.wait(Math.min(Math.max(1, sleep), LONGEST_SLEEP_MS));
    return false;
  }

  async *#handOn(): AsyncGenerator<Delivery, void, undefined> {
    while (!this.#signal.aborted) {
      const next = this.#held.shift();
      if (!next) {
        break;
      }
      const waited = performance.now() - this.#claimedAt;
      const good =
        waited < this.#ackWaitMs / 8 ||
        (await this.#settle(next, { how: 'renew' }));
      if (good) {
        yield this.#toDelivery(next);
      }
    }
    const quick = performance.now() - this.#claimedAt < QUICK_MS;
    this.#limit = quick
      ? Math.min(this.#limit * 2, LARGEST_CLAIM)
      : Math.max(1, Math.floor(this.#limit / 2));
  }

  #toDelivery(claimed: ClaimedDelivery): Delivery {
    const settle = async (outcome: Outcome) => {
      await this.#settle(claimed, outcome);
    };
    return {
      event: fromRecord(claimed),
      attempt: claimed.attempt,
      offset: String(claimed.seq),
      ack: () => settle({ how: 'ack' }),
      retry: (delayMs, reason) => settle({ how: 'retry', delayMs, reason }),
      reject: reason => settle({ how: 'reject', reason }),
    };
  }

  #settle({ seq, lease }: ClaimedDelivery, outcome: Outcome): Promise<boolean> {
    const target = { consumer: this.#consumer, seq, lease };
    return this.#settlements.add({ ...target, ...outcome }, 1);
  }
}

type Outcome =
  | { how: 'ack' | 'release' | 'renew' }
  | { how: 'retry'; delayMs: number; reason: string }
  | { how: 'reject'; reason: string };
