import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  EventSubscriptionKind,
  type EventSubscription,
} from '@remote-env/plugin-remote-env-common';
import {
  gatewayConfigSchema,
  OutboundClient,
  type BusEvent,
  type ConsumerState,
  type DeadLetter,
  type EventBus,
  type GatewayConfig,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  createDatabaseEventBus,
  createDatabaseResourceStore,
} from '@remote-env/plugin-remote-env-node/database';
import { Registry } from 'prom-client';
import { NAMESPACE } from '../../__testUtils__/resources';
import { testConfig } from '../../__testUtils__/TestEdge';
import { until } from '../../__testUtils__/until';
import { createLogger } from '../../process/Logger';
import type { Role } from '../../process/roles';
import type { Report } from '../../reports/Reports';
import { createDelivery } from '../createDelivery';
import { isMarkedReady } from '../subscriptionStatus';

export const ENVIRONMENT = { name: 'shop', uid: randomUUID() };

/** Delivery on real stores; its sinks are real servers of the tests. */
export class TestDelivery {
  readonly store: ResourceStore;
  readonly bus: EventBus;
  readonly config: GatewayConfig;
  readonly reports: Report[] = [];
  readonly metrics = new Registry();
  readonly #dataDir: string;
  readonly #outbound: OutboundClient;
  readonly #roles = new Set<Role>();

  static async create(): Promise<TestDelivery> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'delivery-'));
    return new TestDelivery(dataDir);
  }

  private constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.config = gatewayConfigSchema.parse({
      ...testConfig(dataDir, 'http://localhost:1'),
      outbound: { allowLoopback: true },
    });
    this.store = createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(dataDir, 'resources.sqlite'),
      },
      encryptionKey: Buffer.from(this.config.encryptionKey ?? '', 'base64'),
      tuning: { bookmarkIntervalMs: 100 },
    });
    this.bus = createDatabaseEventBus({
      connection: {
        client: 'sqlite',
        file: path.join(dataDir, 'events.sqlite'),
      },
      duplicateWindowSeconds: 300,
      retentionSeconds: 3600,
    });
    this.#outbound = OutboundClient.create(this.config.outbound, {
      own: () => [],
    });
  }

  /** Starts the role, as a process of its own would have it. */
  async start(stores: { store?: ResourceStore } = {}): Promise<Role> {
    const role = createDelivery({
      config: this.config,
      store: stores.store ?? this.store,
      bus: this.bus,
      outbound: this.#outbound,
      metrics: this.#roles.size === 0 ? this.metrics : new Registry(),
      reports: { report: report => this.reports.push(report) },
      logger: createLogger({ level: 'error', write: () => {} }),
    });
    this.#roles.add(role);
    await role.start();
    return role;
  }

  subscription(
    sink: string,
    spec: Partial<EventSubscription['spec']> = {},
  ): Promise<EventSubscription> {
    return this.store.create(EventSubscriptionKind, {
      apiVersion: API_VERSION,
      kind: 'EventSubscription',
      metadata: { namespace: NAMESPACE, name: `es-${randomUUID()}` },
      spec: {
        consumer: { namespace: 'orders', name: 'lambda' },
        environment: ENVIRONMENT,
        eventTypes: [{ type: 'order.created' }],
        sink,
        ...spec,
      },
    });
  }

  /** Waits until events reach a subscription. */
  async ready({ metadata }: EventSubscription): Promise<void> {
    await until(async () => {
      const current = await this.store.get(EventSubscriptionKind, metadata);
      return current !== undefined && isMarkedReady(current);
    });
  }

  async subscribed(
    sink: string,
    spec?: Partial<EventSubscription['spec']>,
  ): Promise<EventSubscription> {
    const subscription = await this.subscription(sink, spec);
    await this.ready(subscription);
    return subscription;
  }

  async publish(event: Partial<BusEvent> = {}): Promise<string> {
    const id = event.id ?? randomUUID();
    await this.bus.publish({
      environment: ENVIRONMENT.name,
      environmentUid: ENVIRONMENT.uid,
      type: 'order.created',
      time: new Date().toISOString(),
      receivedAt: new Date().toISOString(),
      dataContentType: 'application/json',
      extensions: {},
      data: Buffer.from('{"orderCode":"1"}'),
      ...event,
      id,
    });
    return id;
  }

  async state({
    metadata,
  }: EventSubscription): Promise<ConsumerState | undefined> {
    const consumers = await this.bus.listConsumers();
    return consumers.find(({ name }) => name === metadata.uid);
  }

  /** Waits until every event of a subscription is settled. */
  async settled(subscription: EventSubscription): Promise<void> {
    await until(async () => (await this.state(subscription))?.pending === 0);
  }

  async deadLetters({ metadata }: EventSubscription): Promise<DeadLetter[]> {
    return (await this.bus.listDeadLetters(metadata.uid)).items;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#roles].map(role => role.stop(AbortSignal.abort())),
    );
    await Promise.all([
      this.store.close(),
      this.bus.close(),
      this.#outbound.close(),
    ]);
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
