import type { Server } from 'node:https';
import type {
  GatewayConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import type { Registry } from 'prom-client';
import type { EventIntake } from '../events/EventIntake';
import { createEventRoutes } from '../events/routes';
import { noteExpectContinue } from '../http/body';
import { closeServer, listen } from '../http/listen';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import type { ListeningRole } from '../process/roles';
import type { Reports } from '../reports/Reports';
import type { ConnectionsView } from '../views/ConnectionsView';
import { createStoreLookup } from '../views/StoreLookup';
import type { TrustMaterial } from '../views/TrustMaterial';
import { EdgeHandler, REVOCATION_LISTS } from './EdgeHandler';
import { EdgeMetrics } from './EdgeMetrics';
import { PortalClient } from './forwarding/PortalClient';
import { createForwardedRoutes } from './forwarding/routes';
import { readAnchors } from './identity/anchors';
import { ChainVerifier } from './identity/ChainVerifier';
import { Identifier } from './identity/Identifier';
import { createTlsServer, setTlsMaterial } from './listener/tlsServer';
import { RouteTable } from './routes/RouteTable';
import { SenderLog } from './SenderLog';
import { createRevocationListRoutes } from './trust/revocationLists';
import { createTrustRoutes } from './trust/routes';

interface EdgeOptions {
  config: GatewayConfig;
  store: ResourceStore;
  view: ConnectionsView;
  /** Makes a revocation count before the view brings it. */
  noteRevoked: (fingerprint: string) => void;
  trust: TrustMaterial;
  intake: EventIntake;
  reports: Reports;
  metrics: Registry;
  logger: Logger;
}

/**
 * The TLS entrance. It serves the routes of those of the roles `edge` and `events` that this process runs, so that
 * event intake can have replicas of its own behind the same kind of listener.
 */
export class EdgeRole implements ListeningRole {
  readonly #options: EdgeOptions;
  readonly #server: Server;
  readonly #verifier = ChainVerifier.create();
  readonly #portal: PortalClient;
  readonly #handler: EdgeHandler;
  #port: number | undefined;
  #hasCertificate = false;
  #endTrust: () => void = () => {};

  static create(options: EdgeOptions): EdgeRole {
    return new EdgeRole(options);
  }

  private constructor(options: EdgeOptions) {
    this.#options = options;
    const { config, store, view, reports, metrics, logger } = options;
    this.#portal = PortalClient.create({ portal: config.portal, logger });
    const edgeMetrics = EdgeMetrics.create(metrics, view);
    this.#handler = EdgeHandler.create({
      routes: RouteTable.create([
        ...(config.roles.includes('edge')
          ? [
              ...createTrustRoutes(options),
              ...createRevocationListRoutes(options.trust, REVOCATION_LISTS),
              ...createForwardedRoutes(
                this.#portal,
                config.edge.registryBodyLimit,
              ),
            ]
          : []),
        ...(config.roles.includes('events')
          ? createEventRoutes({
              intake: options.intake,
              view,
              bodyLimit: config.edge.eventBodyLimit,
            })
          : []),
      ]),
      identifier: Identifier.create({
        view,
        lookup: createStoreLookup(store, config.namespaces.system),
        verifier: this.#verifier,
        refreshTrust: () => options.trust.refresh(),
        maxViewAgeMs: config.edge.maxViewAgeSeconds * 1000,
      }),
      senders: SenderLog.create(reports, view),
      metrics: edgeMetrics,
      logger,
    });
    this.#server = createTlsServer();
    this.#server.on('request', (req, res) => this.#handler.handle(req, res));
    this.#server.on('checkContinue', (req, res) => {
      noteExpectContinue(req);
      this.#handler.handle(req, res);
    });
    this.#server.on('tlsClientError', () => edgeMetrics.handshakeFailed());
  }

  async start(): Promise<void> {
    const { config, trust, logger } = this.#options;
    this.#endTrust = trust.onChange(() => this.#useTrust());
    this.#useTrust();
    this.#port = await listen(this.#server, config.edge.listen, 'edge');
    logger.info('Edge listens', {
      host: config.edge.listen.host,
      port: this.#port,
    });
  }

  port(): number | undefined {
    return this.#port;
  }

  unready(): string | undefined {
    const { config, view } = this.#options;
    if (!this.#hasCertificate) {
      return `Secret ${config.edge.tlsSecretName} holds no usable certificate`;
    }
    if (view.ageMs() > config.edge.maxViewAgeSeconds * 1000) {
      return 'the view of the store is too old';
    }
    return undefined;
  }

  async stop(signal: AbortSignal): Promise<void> {
    this.#endTrust();
    this.#handler.drain();
    await closeServer(this.#server, signal);
    await this.#portal.close();
  }

  #useTrust() {
    const { trust, logger, config } = this.#options;
    const server = trust.server();
    const clientCas = trust.clientCas();
    try {
      this.#verifier.setAnchors(readAnchors(clientCas));
    } catch (error) {
      logger.error('The client CAs cannot be used; the earlier ones stay', {
        secret: config.edge.clientCaSecretName,
        error: errorMessage(error),
      });
    }
    try {
      setTlsMaterial(this.#server, server, clientCas);
      this.#hasCertificate = server !== undefined;
    } catch (error) {
      logger.error(
        'The edge certificate cannot be used; the earlier one stays',
        {
          secret: config.edge.tlsSecretName,
          error: errorMessage(error),
        },
      );
    }
  }
}
