import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import {
  StoreUnavailableError,
  type BusEvent,
  type EventBus,
} from '@remote-env/plugin-remote-env-node';
import type { EdgeAnswer, EdgeClient } from './edgeClient';
import { PortalStandIn } from './PortalStandIn';
import { TestEdge, TestStores } from './TestEdge';

export const TRACEPARENT =
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
export const JSON_TYPE = { 'content-type': 'application/json' };
export const STRUCTURED = { 'content-type': 'application/cloudevents+json' };
export const BATCH = { 'content-type': 'application/cloudevents-batch+json' };

/** A good event of the older protocol. */
export const LEGACY = {
  'event-type': 'order.created',
  'event-type-version': 'v1',
  'event-id': '31109198-4d69-4ae0-972d-76117f3748c8',
  'event-time': '2020-03-01T10:00:00Z',
  data: { orderCode: '77' },
};

/** The real bus that cannot take some events, as when its engine is away. */
function failingBus(bus: EventBus, failing: ReadonlySet<string>): EventBus {
  return {
    publish: async event => {
      if (failing.has(event.id)) {
        throw new StoreUnavailableError('away');
      }
      return bus.publish(event);
    },
    ensureConsumer: config => bus.ensureConsumer(config),
    removeConsumer: consumer => bus.removeConsumer(consumer),
    listConsumers: () => bus.listConsumers(),
    consume: (consumer, signal) => bus.consume(consumer, signal),
    listDeadLetters: (consumer, options) =>
      bus.listDeadLetters(consumer, options),
    replay: (consumer, id) => bus.replay(consumer, id),
    close: () => bus.close(),
  };
}

/** An edge whose events can be looked at, with a new connected environment for each test. */
export class EventBench {
  readonly stores: TestStores;
  readonly edge: TestEdge;
  readonly #portal: PortalStandIn;
  /** Ids of events that the bus does not take. */
  readonly failing: Set<string>;
  #counter = 0;
  #current: { environment: RemoteEnvironment; client: EdgeClient } | undefined;

  static async create(): Promise<EventBench> {
    const [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    const failing = new Set<string>();
    const edge = await TestEdge.start(stores, portal, {
      bus: failingBus(stores.bus, failing),
    });
    return new EventBench(stores, portal, edge, failing);
  }

  private constructor(
    stores: TestStores,
    portal: PortalStandIn,
    edge: TestEdge,
    failing: Set<string>,
  ) {
    this.stores = stores;
    this.#portal = portal;
    this.edge = edge;
    this.failing = failing;
  }

  get environment(): RemoteEnvironment {
    if (!this.#current) {
      throw new Error('there is no environment yet');
    }
    return this.#current.environment;
  }

  get client(): EdgeClient {
    if (!this.#current) {
      throw new Error('there is no environment yet');
    }
    return this.#current.client;
  }

  /** Of the environment; the consumer is named like it. */
  get name(): string {
    return this.environment.metadata.name;
  }

  /** Connects another environment, with a consumer of `order.created` and `order.paid`. */
  async next(): Promise<void> {
    this.failing.clear();
    this.#counter += 1;
    const name = `shop-${this.#counter}`;
    const { environment, credentials } = await this.edge.connected(
      name,
      'acme',
    );
    this.#current = {
      environment,
      client: this.edge.client(credentials, { keepAlive: true }),
    };
    await this.stores.bus.ensureConsumer({
      name,
      environmentUid: environment.metadata.uid,
      types: ['order.created', 'order.paid'].map(type => ({ type })),
      ackWaitMs: 60_000,
      maxInFlight: 100,
      maxDeliveries: 3,
    });
  }

  /** @param path - below the environment */
  post(
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<EdgeAnswer> {
    return this.client.call({
      method: 'POST',
      path: `/${this.name}${path}`,
      body:
        typeof body === 'string' || Buffer.isBuffer(body)
          ? body
          : JSON.stringify(body),
      headers,
    });
  }

  /** Takes that many events off the bus. */
  async stored(count: number): Promise<BusEvent[]> {
    const events: BusEvent[] = [];
    const end = new AbortController();
    for await (const delivery of this.stores.bus.consume(
      this.name,
      end.signal,
    )) {
      events.push(delivery.event);
      await delivery.ack();
      if (events.length === count) {
        end.abort();
      }
    }
    return events;
  }

  async pending(): Promise<number | undefined> {
    const consumers = await this.stores.bus.listConsumers();
    return consumers.find(c => c.name === this.name)?.pending;
  }

  async close(): Promise<void> {
    await this.edge.stop();
    await this.#portal.close();
    await this.stores.close();
  }
}
