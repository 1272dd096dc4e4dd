import type { IncomingMessage, ServerResponse } from 'node:http';
import type {
  EventBus,
  GatewayConfig,
  OutboundClient,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import type { Registry } from 'prom-client';
import type { Reports } from '../reports/Reports';
import type { Logger } from './Logger';

/** What every role is built from. */
export interface RoleDeps {
  config: GatewayConfig;
  store: ResourceStore;
  bus: EventBus;
  /** One for the process: it knows all its listeners, and shares connections among the roles. */
  outbound: OutboundClient;
  logger: Logger;
  /** Metrics of this process; names begin with `remote_env_gateway_`. */
  metrics: Registry;
  reports: Reports;
}

/** The life of one role in a gateway process. */
export interface Role {
  /** Resolves once it takes work; rejects with a message for people, e.g. that a port is in use. */
  start(): Promise<void>;

  /** Why it cannot serve now; undefined when it can. Asked by `/readyz` and `/status`, so it must be cheap. */
  unready(): string | undefined;

  /** Takes no new work and finishes what runs; what still runs when the signal aborts is cut. Resolves once all is released. */
  stop(signal: AbortSignal): Promise<void>;
}

/** A role with a listener. */
export interface ListeningRole extends Role {
  /** The port it is bound to; undefined before `start`. */
  port(): number | undefined;
}

/** Where a call through the API proxy goes. */
export interface InvokeTarget {
  environment: string;
  serviceId: string;
  /** Path and query below the service's target URL; begins with `/` or is empty. */
  path: string;
}

/** `createApiProxy(deps: RoleDeps): ApiProxyRole`. */
export interface ApiProxyRole extends ListeningRole {
  /** Calls the system's API for the control socket: as for a lambda, but the caller is trusted and shows no binding. Answers `res` whatever happens. */
  invoke(
    target: InvokeTarget,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void>;
}

/** `createDelivery(deps: RoleDeps): Role`. */
export type DeliveryRole = Role;
