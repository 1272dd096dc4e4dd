import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import type {
  GatewayConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import type { Registry } from 'prom-client';
import type { EventIntake } from '../events/EventIntake';
import { createEventRoutes } from '../events/routes';
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
import { ForwardedListener } from './ingress/ForwardedListener';
import type { Entrance, ListenerName } from './listener/Entrance';
import { PublicListener } from './listener/PublicListener';
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
 * The TLS entrance, with one listener for systems and, where it is configured, one for an ingress that ends TLS. It
 * serves the routes of those of the roles `edge` and `events` that this process runs, so that event intake can have
 * replicas of its own behind the same kind of listener.
 */
export class EdgeRole implements ListeningRole {
  readonly #options: EdgeOptions;
  readonly #public: PublicListener;
  readonly #forwarded: ForwardedListener | undefined;
  readonly #verifier = ChainVerifier.create();
  readonly #portal: PortalClient;
  readonly #handler: EdgeHandler;
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
    const senders = SenderLog.create({
      reports,
      view,
      metrics: edgeMetrics,
      gateway: hostname(),
    });
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
      senders,
      metrics: edgeMetrics,
      logger,
    });
    const listenerOptions = (name: ListenerName) => ({
      serve: (req: IncomingMessage, res: ServerResponse, entrance: Entrance) =>
        this.#handler.handle(req, res, entrance),
      onHandshakeFailed: (ip: string | undefined) => {
        edgeMetrics.handshakeFailed(name);
        if (name === 'forwarded') {
          senders.ingressRefused(ip);
        }
      },
      logger,
    });
    const { forwarded } = config.edge;
    this.#public = PublicListener.create({
      ...listenerOptions('public'),
      listen: config.edge.listen,
      forwardedHeader: forwarded?.headerName,
    });
    this.#forwarded =
      forwarded &&
      ForwardedListener.create({
        ...listenerOptions('forwarded'),
        config: forwarded,
      });
  }

  async start(): Promise<void> {
    const { trust } = this.#options;
    this.#endTrust = trust.onChange(() => this.#useTrust());
    this.#useTrust();
    await this.#public.start();
    await this.#forwarded?.start();
  }

  port(): number | undefined {
    return this.#public.port();
  }

  /** Of the listener for an ingress, when there is one. */
  forwardedPort(): number | undefined {
    return this.#forwarded?.port();
  }

  unready(): string | undefined {
    const { config, view } = this.#options;
    if (!this.#hasCertificate) {
      return `Secret ${config.edge.tlsSecretName} holds no usable certificate`;
    }
    if (view.ageMs() > config.edge.maxViewAgeSeconds * 1000) {
      return 'the view of the store is too old';
    }
    return this.#forwarded?.unready();
  }

  async stop(signal: AbortSignal): Promise<void> {
    this.#endTrust();
    this.#handler.drain();
    await Promise.all([
      this.#public.stop(signal),
      this.#forwarded?.stop(signal),
    ]);
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
      this.#public.useMaterial(server, clientCas);
      this.#forwarded?.useCertificate(server);
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
