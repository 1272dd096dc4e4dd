import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSubscription } from '@remote-env/plugin-remote-env-common';
import type {
  Delivery,
  EventBus,
  OutboundClient,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import type { Report, Reports } from '../reports/Reports';
import type { DeliveryMetrics } from './DeliveryMetrics';
import { judge, type Judgement } from './judge';
import { consumerConfig, limitsOf } from './policy';
import { postEvent } from './postEvent';
import { isMarkedReady, writeEnded, writeReady } from './subscriptionStatus';

export interface WorkerDeps {
  store: ResourceStore;
  bus: EventBus;
  outbound: OutboundClient;
  reports: Reports;
  metrics: DeliveryMetrics;
  logger: Logger;
}

/** First and longest pause after the bus or the store failed. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** How often and how long apart a settlement is tried while the bus is away; later the event comes again. */
const SETTLE_TRIES = 5;
const SETTLE_PAUSE_MS = 500;
/** When the end of a subscription cannot be written now. */
const END_AGAIN_MS = 5000;

/**
 * Delivers the events of one subscription, at least once. An event is settled after its sink has answered and not
 * before: whatever ends this process in between, the event comes again.
 */
export class SubscriptionWorker {
  readonly #deps: WorkerDeps;
  readonly #logger: Logger;
  /** Ends taking up events. */
  readonly #closing = new AbortController();
  /** Ends tries under way. */
  readonly #cutting = new AbortController();
  /** Ends the present round, so that the next begins with what the subscription says now. */
  #round = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #running: Promise<void>;
  #subscription: EventSubscription;
  #ending: Promise<void> | undefined;

  static start(
    subscription: EventSubscription,
    deps: WorkerDeps,
  ): SubscriptionWorker {
    return new SubscriptionWorker(subscription, deps);
  }

  private constructor(subscription: EventSubscription, deps: WorkerDeps) {
    this.#deps = deps;
    this.#subscription = subscription;
    this.#logger = deps.logger.child({
      subscription: subscription.metadata.name,
    });
    this.#running = this.#run();
  }

  /** Goes on with what the subscription says now. */
  update(subscription: EventSubscription): void {
    const { generation } = this.#subscription.metadata;
    this.#subscription = subscription;
    if (subscription.metadata.generation !== generation) {
      this.#round.abort();
    }
  }

  /** Takes up no more events and finishes the tries under way; those that still run when the signal aborts are cut. */
  async stop(signal: AbortSignal): Promise<void> {
    const cut = () => this.#cutting.abort();
    if (signal.aborted) {
      cut();
    } else {
      signal.addEventListener('abort', cut, { once: true });
    }
    this.#closing.abort();
    await this.#running;
    signal.removeEventListener('abort', cut);
  }

  async #run(): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    while (!this.#closing.signal.aborted) {
      this.#round = new AbortController();
      try {
        await this.#deliverRound();
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        this.#logger.warn('Events cannot be taken up now', {
          error: errorMessage(error),
        });
        await this.#pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
    while (this.#underWay.size > 0) {
      await Promise.all(this.#underWay);
    }
  }

  async #deliverRound(): Promise<void> {
    const { bus, store } = this.#deps;
    const subscription = this.#subscription;
    const config = consumerConfig(subscription);
    await bus.ensureConsumer(config);
    if (!isMarkedReady(subscription)) {
      // Only told to people: delivery does not depend on it.
      await writeReady(store, subscription).catch(error =>
        this.#logger.warn('A subscription could not be marked ready', {
          error: errorMessage(error),
        }),
      );
    }
    const signal = AbortSignal.any([this.#closing.signal, this.#round.signal]);
    for await (const delivery of bus.consume(config.name, signal)) {
      const settled = this.#deliver(delivery).finally(() =>
        this.#underWay.delete(settled),
      );
      this.#underWay.add(settled);
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { outbound, metrics } = this.#deps;
    const { event, attempt } = delivery;
    const { spec } = this.#subscription;
    const limits = limitsOf(this.#subscription);
    const started = performance.now();
    try {
      const result = await postEvent(outbound, event, {
        sink: spec.sink,
        timeoutMs: limits.timeoutMs,
        signal: this.#cutting.signal,
      });
      const judgement = judge(result, {
        attempt,
        ageMs: Date.now() - Date.parse(event.receivedAt),
        limits,
        random: Math.random(),
      });
      metrics.tried(judgement.kind, (performance.now() - started) / 1000);
      await this.#settle(delivery, judgement);
    } catch (error) {
      if (!this.#cutting.signal.aborted) {
        this.#logger.error('A delivery failed for an unknown reason', {
          error: errorMessage(error),
        });
      }
      // Whether the sink has taken it is not known: it comes again.
      await this.#tell(() => delivery.retry(0, 'the gateway ended the try'));
    }
  }

  async #settle(delivery: Delivery, judgement: Judgement): Promise<void> {
    const { metrics, reports } = this.#deps;
    switch (judgement.kind) {
      case 'delivered':
        await this.#tell(() => delivery.ack());
        metrics.delivered(
          (Date.now() - Date.parse(delivery.event.receivedAt)) / 1000,
        );
        reports.report(this.#report('event-delivered', 'success'));
        break;
      case 'retry':
        await this.#tell(() =>
          delivery.retry(judgement.delayMs, judgement.reason),
        );
        break;
      case 'dead-letter':
        await this.#tell(() => delivery.reject(judgement.reason));
        reports.report(
          this.#report('event-dead-lettered', 'failure', judgement.reason),
        );
        break;
      default:
        await this.#end(delivery, judgement.reason);
    }
  }

  /** Only once the end is written is the event given up: else the subscription would live on without it. */
  async #end(delivery: Delivery, reason: string): Promise<void> {
    const { store, reports } = this.#deps;
    this.#ending ??= writeEnded(store, this.#subscription, reason).then(() => {
      this.#closing.abort();
      reports.report(this.#report('subscription-ended', 'success', reason));
    });
    try {
      await this.#ending;
    } catch (error) {
      this.#ending = undefined;
      this.#logger.warn('The end of a subscription cannot be written now', {
        error: errorMessage(error),
      });
      await this.#tell(() => delivery.retry(END_AGAIN_MS, reason));
      return;
    }
    await this.#tell(() => delivery.reject(reason));
  }

  /** Tells the bus; what it does not hear, it delivers again. */
  async #tell(settle: () => Promise<void>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await settle();
        return;
      } catch (error) {
        if (tries >= SETTLE_TRIES || this.#cutting.signal.aborted) {
          this.#logger.warn('A delivery could not be settled; it comes again', {
            error: errorMessage(error),
          });
          return;
        }
        await sleep(SETTLE_PAUSE_MS, undefined, { ref: false });
      }
    }
  }

  #report(
    action: Report['action'],
    outcome: Report['outcome'],
    message?: string,
  ): Report {
    const { spec, metadata } = this.#subscription;
    return {
      action,
      outcome,
      actor: `${spec.consumer.namespace}/${spec.consumer.name}`,
      environmentName: spec.environment.name,
      environmentUid: spec.environment.uid,
      ...(message !== undefined && { message }),
      details: { subscription: metadata.name },
    };
  }

  async #pause(ms: number): Promise<void> {
    const signal = AbortSignal.any([this.#closing.signal, this.#round.signal]);
    await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
  }
}
