import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  assertionKeyOf,
  GATEWAY_PROTOCOL_VERSION,
  gatewayConfigDigest,
  OutboundClient,
  type GatewayConfig,
  type GatewayRole,
  type GatewayStatus,
  type OwnListener,
  resourceStoreListeners,
} from '@remote-env/plugin-remote-env-node';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createApiProxy } from '../apiproxy';
import { ControlServer } from '../control/ControlServer';
import { createDelivery } from '../delivery';
import { EdgeRole } from '../edge/EdgeRole';
import { EventIntake } from '../events/EventIntake';
import { MetricsServer, type Unready } from '../observability/MetricsServer';
import { Reporter } from '../reports/Reporter';
import { GatewayViews } from '../views/GatewayViews';
import { SnapshotFile } from '../views/snapshot';
import type { Logger } from './Logger';
import type { ApiProxyRole, Role, RoleDeps } from './roles';
import { ownListeners } from './ownListeners';
import { openStores, type Stores } from './stores';
import { VERSION } from './version';

/** How long a start waits for the store before it opens its listeners all the same. */
const SETTLE_MS = 2000;

interface GatewayOptions {
  config: GatewayConfig;
  logger: Logger;
  /** Called when somebody asks for the end over the control socket. */
  onShutdown: () => void;
}

interface Parts {
  metricsServer: MetricsServer;
  reporter: Reporter;
  views: GatewayViews | undefined;
  edge: EdgeRole | undefined;
  apiProxy: ApiProxyRole | undefined;
  delivery: Role | undefined;
  intake: EventIntake;
}

/** One gateway process: its roles and what they share, started and stopped in order. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #stores: Stores;
  readonly #apiServer: OwnListener[];
  readonly #outbound: OutboundClient;
  readonly #digest: string;
  readonly #startedAt = new Date().toISOString();
  #control: ControlServer | undefined;
  #parts: Parts | undefined;
  #started = false;

  /**
   * Resolves once every role takes work.
   *
   * @throws InstanceRunningError, ListenError; nothing is left open then
   */
  static async start(options: GatewayOptions): Promise<Gateway> {
    const stores = await openStores(options.config, options.logger);
    const gateway = new Gateway(options, stores);
    try {
      await gateway.#start();
      return gateway;
    } catch (error) {
      await gateway.stop(AbortSignal.abort());
      throw error;
    }
  }

  private constructor(options: GatewayOptions, stores: Stores) {
    const { config } = options;
    this.#options = options;
    this.#digest = gatewayConfigDigest(config);
    this.#stores = stores;
    this.#apiServer = resourceStoreListeners(config.resourceStore);
    this.#outbound = OutboundClient.create(config.outbound, {
      own: () => this.#ownListeners(),
    });
  }

  status(): GatewayStatus {
    const age = this.#parts?.views?.ageMs();
    return {
      pid: process.pid,
      startedAt: this.#startedAt,
      version: VERSION,
      protocol: GATEWAY_PROTOCOL_VERSION,
      configDigest: this.#digest,
      roles: this.#options.config.roles,
      unready: this.#unready(),
      ...(age !== undefined &&
        Number.isFinite(age) && { viewAgeSeconds: age / 1000 }),
      ports: {
        edge: this.#parts?.edge?.port(),
        edgeForwarded: this.#parts?.edge?.forwardedPort(),
        apiProxy: this.#parts?.apiProxy?.port(),
        metrics: this.#parts?.metricsServer.port(),
      },
    };
  }

  /** Lets go of everything; what still runs when the signal aborts is cut. */
  async stop(signal: AbortSignal): Promise<void> {
    const { edge, apiProxy, delivery, views, reporter, metricsServer } =
      this.#parts ?? {};
    await Promise.all(
      [edge, apiProxy, delivery].map(role => role?.stop(signal)),
    );
    await Promise.all([reporter?.stop(signal), views?.close()]);
    await Promise.all([
      metricsServer?.stop(signal),
      this.#outbound.close(),
      this.#stores.store.close(),
      this.#stores.bus.close(),
    ]);
    await this.#control?.close(signal);
  }

  async #start(): Promise<void> {
    const { config, onShutdown, logger } = this.#options;
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    // First of all, since it shows whether this gateway is the only one.
    this.#control = await ControlServer.open(
      config.control,
      { status: () => this.status(), shutdown: onShutdown },
      logger,
    );
    const parts = await this.#build();
    this.#parts = parts;
    await parts.views?.settled(SETTLE_MS);
    await parts.metricsServer.start();
    await Promise.all(
      [parts.edge, parts.apiProxy, parts.delivery].map(role => role?.start()),
    );
    this.#control.serve({
      bus: this.#stores.bus,
      intake: parts.intake,
      apiProxy: parts.apiProxy,
    });
    this.#started = true;
  }

  async #build(): Promise<Parts> {
    const { config, logger } = this.#options;
    const { store, bus } = this.#stores;
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics });
    const reporter = Reporter.create({
      portal: config.portal,
      logger: logger.child({ part: 'reports' }),
      metrics,
    });
    const intake = EventIntake.create({ bus, metrics });
    const runs = (...roles: GatewayRole[]) =>
      roles.some(role => config.roles.includes(role));
    const depsOf = (role: GatewayRole): RoleDeps => ({
      config,
      store,
      bus,
      outbound: this.#outbound,
      logger: logger.child({ role }),
      metrics,
      reports: reporter,
    });
    const views = runs('edge', 'events')
      ? await this.#openViews(logger.child({ part: 'view' }))
      : undefined;
    return {
      metricsServer: MetricsServer.create({
        listen: config.metrics.listen,
        registry: metrics,
        unready: () => this.#unready(),
        logger,
      }),
      reporter,
      intake,
      views,
      edge:
        views &&
        EdgeRole.create({
          ...depsOf('edge'),
          view: views,
          trust: views.trust,
          noteRevoked: fingerprint => views.noteRevoked(fingerprint),
          intake,
        }),
      apiProxy: runs('apiproxy')
        ? createApiProxy(depsOf('apiproxy'))
        : undefined,
      delivery: runs('delivery')
        ? createDelivery(depsOf('delivery'))
        : undefined,
    };
  }

  #openViews(logger: Logger): Promise<GatewayViews> {
    const { config } = this.#options;
    return GatewayViews.start({
      store: this.#stores.store,
      namespace: config.namespaces.system,
      secrets: {
        server: config.edge.tlsSecretName,
        clientCas: config.edge.clientCaSecretName,
      },
      snapshot: SnapshotFile.create(
        path.join(config.dataDir, 'gateway.snapshot'),
        assertionKeyOf(config.portal),
      ),
      logger,
    });
  }

  #unready(): Unready[] {
    if (!this.#parts || !this.#started) {
      return [{ role: 'gateway', reason: 'it is starting' }];
    }
    const { edge, apiProxy, delivery } = this.#parts;
    return Object.entries({ edge, apiproxy: apiProxy, delivery }).flatMap(
      ([role, part]) => {
        const reason = part?.unready();
        return reason === undefined ? [] : [{ role, reason }];
      },
    );
  }

  #ownListeners(): OwnListener[] {
    const { edge, apiProxy, metricsServer } = this.#parts ?? {};
    return ownListeners(
      this.#options.config,
      [
        edge?.port(),
        edge?.forwardedPort(),
        apiProxy?.port(),
        metricsServer?.port(),
      ],
      this.#apiServer,
    );
  }
}
