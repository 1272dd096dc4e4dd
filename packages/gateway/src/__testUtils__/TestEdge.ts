import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import {
  assertionKey,
  gatewayConfigSchema,
  type EventBus,
  type GatewayConfig,
  type GatewayConfigInput,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  createDatabaseEventBus,
  createDatabaseResourceStore,
} from '@remote-env/plugin-remote-env-node/database';
import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import { Registry } from 'prom-client';
import { EdgeRole } from '../edge/EdgeRole';
import { EventIntake } from '../events/EventIntake';
import { createLogger } from '../process/Logger';
import { Reporter } from '../reports/Reporter';
import type { ConnectionsView } from '../views/ConnectionsView';
import { GatewayViews } from '../views/GatewayViews';
import { SnapshotFile } from '../views/snapshot';
import { EdgeClient } from './edgeClient';
import { TestCa, type Credentials } from './pki';
import { PortalStandIn } from './PortalStandIn';
import { NAMESPACE, TestResources } from './resources';
import { until } from './until';

export const ASSERTION_KEY = Buffer.alloc(32, 7).toString('base64');
const ENCRYPTION_KEY = Buffer.alloc(32, 9);

export function testConfig(
  dataDir: string,
  portalUrl: string,
): GatewayConfigInput {
  return {
    roles: ['edge', 'events'],
    dataDir,
    resourceStore: {
      type: 'database',
      database: {
        client: 'sqlite',
        file: path.join(dataDir, 'resources.sqlite'),
      },
    },
    eventBus: {
      type: 'database',
      database: { client: 'sqlite', file: path.join(dataDir, 'events.sqlite') },
    },
    encryptionKey: ENCRYPTION_KEY.toString('base64'),
    edge: {
      listen: { port: 0 },
      publicUrl: 'https://edge.test:8443',
      registryBodyLimit: 256 * 1024,
    },
    apiProxy: { listen: { port: 0 }, publicUrl: 'http://proxy.test:8081' },
    metrics: { listen: { port: 0 } },
    portal: {
      url: portalUrl,
      token: 'portal-token-'.padEnd(32, '0'),
      assertionKey: ASSERTION_KEY,
    },
    control: {
      socketPath: path.join(dataDir, 'gateway.sock'),
      token: 'control-token-'.padEnd(32, '0'),
    },
  };
}

/** Stores on files of a temporary directory, with the Secrets that an edge needs. */
export class TestStores {
  readonly dataDir: string;
  readonly store: ResourceStore;
  readonly bus: EventBus;
  readonly resources: TestResources;
  readonly ca: TestCa;
  readonly serverCa: TestCa;

  static async create(): Promise<TestStores> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'gateway-'));
    const [ca, serverCa] = await Promise.all([
      TestCa.create('Clients'),
      TestCa.create('Servers'),
    ]);
    const stores = new TestStores(dataDir, ca, serverCa);
    await stores.resources.secret('client-ca-bundle', { 'ca.crt': ca.cert });
    await stores.newServerCertificate();
    return stores;
  }

  private constructor(dataDir: string, ca: TestCa, serverCa: TestCa) {
    this.dataDir = dataDir;
    this.ca = ca;
    this.serverCa = serverCa;
    this.store = createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(dataDir, 'resources.sqlite'),
      },
      encryptionKey: ENCRYPTION_KEY,
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
    this.resources = new TestResources(this.store);
  }

  async newServerCertificate(): Promise<Credentials> {
    const server = await this.serverCa.issue('localhost', {
      usage: 'server',
      dnsNames: ['localhost'],
    });
    await this.resources.secret('edge-tls', {
      'tls.crt': server.cert,
      'tls.key': server.key,
    });
    return server;
  }

  removeSnapshot(): Promise<void> {
    return rm(path.join(this.dataDir, 'gateway.snapshot'));
  }

  async close(): Promise<void> {
    await Promise.all([this.store.close(), this.bus.close()]);
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

export interface TestEdgeOptions {
  /** Replaces the real one in the edge alone. */
  store?: ResourceStore;
  bus?: EventBus;
  config?: (config: GatewayConfig) => void;
  /** Between two looks at the Secrets. Default 50. */
  trustIntervalMs?: number;
}

/** The edge on a real socket, on real stores, with a stand-in for the portal. */
export class TestEdge {
  readonly stores: TestStores;
  readonly portal: PortalStandIn;
  readonly metrics: Registry;
  readonly config: GatewayConfig;
  readonly #edge: EdgeRole;
  readonly #views: GatewayViews;
  readonly #reporter: Reporter;
  readonly #clients: EdgeClient[] = [];

  static async start(
    stores: TestStores,
    portal: PortalStandIn,
    options: TestEdgeOptions = {},
  ): Promise<TestEdge> {
    const config = gatewayConfigSchema.parse(
      testConfig(stores.dataDir, portal.url),
    );
    options.config?.(config);
    const views = await GatewayViews.start({
      store: options.store ?? stores.store,
      namespace: NAMESPACE,
      secrets: {
        server: 'edge-tls',
        clientCas: 'client-ca-bundle',
        intervalMs: options.trustIntervalMs ?? 50,
      },
      snapshot: SnapshotFile.create(
        path.join(stores.dataDir, 'gateway.snapshot'),
        assertionKey(ASSERTION_KEY),
      ),
      logger: createLogger({ level: 'error', write: () => {} }),
    });
    await views.settled(options.store ? 300 : 20_000);
    const edge = new TestEdge(stores, portal, config, views, options);
    await edge.#edge.start();
    return edge;
  }

  private constructor(
    stores: TestStores,
    portal: PortalStandIn,
    config: GatewayConfig,
    views: GatewayViews,
    { store, bus }: TestEdgeOptions,
  ) {
    this.stores = stores;
    this.portal = portal;
    this.config = config;
    this.metrics = new Registry();
    this.#views = views;
    const logger = createLogger({ level: 'error', write: () => {} });
    this.#reporter = Reporter.create({
      portal: config.portal,
      logger,
      metrics: this.metrics,
      urgentMs: 10,
      routineMs: 50,
    });
    this.#edge = EdgeRole.create({
      config,
      store: store ?? stores.store,
      view: views,
      noteRevoked: fingerprint => views.noteRevoked(fingerprint),
      trust: views.trust,
      intake: EventIntake.create({
        bus: bus ?? stores.bus,
        metrics: this.metrics,
      }),
      reports: this.#reporter,
      metrics: this.metrics,
      logger,
    });
  }

  get port(): number {
    return this.#edge.port() ?? 0;
  }

  /** Of the listener for an ingress. */
  get forwardedPort(): number {
    return this.#edge.forwardedPort() ?? 0;
  }

  get view(): ConnectionsView {
    return this.#views;
  }

  unready(): string | undefined {
    return this.#edge.unready();
  }

  client(
    credentials?: Credentials,
    options: {
      keepAlive?: boolean;
      chain?: string;
      maxVersion?: 'TLSv1.2';
      /** Default: that of the public listener. */
      port?: number;
    } = {},
  ): EdgeClient {
    const client = new EdgeClient({
      port: this.port,
      ca: this.stores.serverCa.cert,
      credentials,
      ...options,
    });
    this.#clients.push(client);
    return client;
  }

  /** Waits until the view itself knows a certificate and that its environment is approved. */
  async viewHas({ cert }: Credentials): Promise<void> {
    const { fingerprint } = certificateFacts(cert);
    await until(() => {
      const record = this.view.certificate(fingerprint);
      const environment =
        record && this.view.environment(record.environment.name);
      return (
        environment !== undefined &&
        this.view.verdict(environment) === 'approved'
      );
    });
  }

  /** An approved environment with a recorded certificate. */
  async connected(name: string, ...owner: [tenant?: string, group?: string]) {
    const { ca, resources } = this.stores;
    const environment = await resources.environment(name, 'approved', ...owner);
    return { environment, ...(await this.issueFor(environment, ca)) };
  }

  /** Another recorded certificate of an environment. */
  async issueFor(environment: RemoteEnvironment, ca: TestCa = this.stores.ca) {
    const credentials = await ca.issue(environment.metadata.name);
    const record = await this.stores.resources.record(environment, credentials);
    return { credentials, record };
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) {
      client.close();
    }
    const signal = AbortSignal.timeout(2000);
    await this.#edge.stop(signal);
    await this.#reporter.stop(signal);
    await this.#views.close();
  }
}
