import {
  EventSubscriptionKind,
  type EventSubscription,
} from '@remote-env/plugin-remote-env-common';
import { ResourceCache } from '@remote-env/plugin-remote-env-node';
import { errorMessage } from '../process/errors';
import type { DeliveryRole, RoleDeps } from '../process/roles';
import { DeliveryMetrics } from './DeliveryMetrics';
import { isActive } from './policy';
import { SubscriptionWorker } from './SubscriptionWorker';

/** Consumers of deleted subscriptions are looked for this often; the first time at start. Milliseconds. */
const RECONCILE_MS = 60_000;
const FIRST_VIEW_MS = 10_000;
/** Consumers are named by uids; what is named otherwise is somebody else's. */
const UID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Keeps one worker for each active subscription, and removes the consumers of those that are gone. A connection that
 * is suspended sends no new events; what was accepted before is still delivered.
 */
export class Deliveries implements DeliveryRole {
  readonly #deps: RoleDeps;
  readonly #metrics: DeliveryMetrics;
  readonly #workers = new Map<string, SubscriptionWorker>();
  /** Stops and removals under way. */
  readonly #retiring = new Set<Promise<void>>();
  #subscriptions: ResourceCache<EventSubscription> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reconciling: Promise<void> | undefined;
  #stopSignal: AbortSignal | undefined;

  static create(deps: RoleDeps): Deliveries {
    return new Deliveries(deps);
  }

  private constructor(deps: RoleDeps) {
    this.#deps = deps;
    this.#metrics = DeliveryMetrics.create(
      deps.metrics,
      () => this.#workers.size,
    );
  }

  async start(): Promise<void> {
    const { store, config, logger } = this.#deps;
    this.#subscriptions = ResourceCache.start(store, EventSubscriptionKind, {
      namespace: config.namespaces.system,
      logger,
      onEvent: change => this.#follow(change.object, change.type === 'DELETED'),
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, FIRST_VIEW_MS);
    });
    await Promise.race([this.#subscriptions.ready, late]);
    clearTimeout(timer);
    this.#scheduleReconcile(0);
  }

  unready(): string | undefined {
    return Number.isFinite(
      this.#subscriptions?.ageSeconds() ?? Number.POSITIVE_INFINITY,
    )
      ? undefined
      : 'the subscriptions have not been read yet';
  }

  async stop(signal: AbortSignal): Promise<void> {
    this.#stopSignal = signal;
    clearTimeout(this.#timer);
    await this.#subscriptions?.close();
    await this.#reconciling;
    await Promise.all([...this.#workers.values()].map(w => w.stop(signal)));
    this.#workers.clear();
    await Promise.all(this.#retiring);
  }

  #follow(subscription: EventSubscription, isGone: boolean): void {
    const { uid } = subscription.metadata;
    const worker = this.#workers.get(uid);
    if (isGone || !isActive(subscription)) {
      this.#workers.delete(uid);
      this.#retire(uid, worker);
    } else if (worker) {
      worker.update(subscription);
    } else if (!this.#stopSignal) {
      this.#workers.set(
        uid,
        SubscriptionWorker.start(subscription, {
          ...this.#deps,
          metrics: this.#metrics,
        }),
      );
    }
  }

  /** Stops a worker and removes its consumer; should that fail, the next reconciliation does it. */
  #retire(uid: string, worker: SubscriptionWorker | undefined): void {
    const { bus, logger } = this.#deps;
    const work = async () => {
      // Events of a subscription that is gone are nobody's: tries under way need not be waited for.
      await worker?.stop(AbortSignal.abort());
      await bus.removeConsumer(uid);
    };
    const retiring = work()
      .catch(error =>
        logger.warn('A consumer could not be removed; it is tried again', {
          consumer: uid,
          error: errorMessage(error),
        }),
      )
      .finally(() => this.#retiring.delete(retiring));
    this.#retiring.add(retiring);
  }

  #scheduleReconcile(delayMs: number): void {
    if (this.#stopSignal) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#reconciling = this.#reconcile()
        .catch(error =>
          this.#deps.logger.warn('Consumers could not be reconciled', {
            error: errorMessage(error),
          }),
        )
        .finally(() => this.#scheduleReconcile(RECONCILE_MS));
    }, delayMs);
    this.#timer.unref();
  }

  /**
   * Removes consumers whose subscription went while nobody watched. The consumers are read before the subscriptions,
   * and these from the store itself: a consumer is made after its subscription, so one whose subscription is not
   * found then has none, however far behind this process's own view is.
   */
  async #reconcile(): Promise<void> {
    const { bus, store, config } = this.#deps;
    const consumers = await bus.listConsumers();
    const { items } = await store.list(EventSubscriptionKind, {
      namespace: config.namespaces.system,
    });
    const wanted = new Set(
      items.filter(isActive).map(({ metadata }) => metadata.uid),
    );
    let pending = 0;
    let deadLetters = 0;
    for (const consumer of consumers) {
      if (UID.test(consumer.name) && !wanted.has(consumer.name)) {
        await bus.removeConsumer(consumer.name);
      } else {
        pending += consumer.pending;
        deadLetters += consumer.deadLetters;
      }
    }
    this.#metrics.backlog(pending, deadLetters);
  }
}
