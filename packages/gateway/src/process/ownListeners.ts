import {
  ownListener,
  type DatabaseConnection,
  type EventBusConfig,
  type GatewayConfig,
  type OwnListener,
} from '@remote-env/plugin-remote-env-node';

const POSTGRES_PORT = 5432;
const NATS_PORT = 4222;

function engine(database: DatabaseConnection): OwnListener[] {
  if (database.client !== 'pg' || !URL.canParse(database.connectionString)) {
    return [];
  }
  const { hostname, port } = new URL(database.connectionString);
  return [{ host: hostname || undefined, port: Number(port) || POSTGRES_PORT }];
}

function eventBus(config: EventBusConfig): OwnListener[] {
  if (config.type === 'database') {
    return engine(config.database);
  }
  const { servers, monitoringUrls } = config.nats;
  return [
    ...servers
      .filter(server => URL.canParse(server))
      .map(server => ({
        ...ownListener(server),
        port: Number(new URL(server).port) || NATS_PORT,
      })),
    ...monitoringUrls.map(ownListener),
  ];
}

/**
 * What nothing from outside may make this process call: our own entrances and engines.
 *
 * @param bound - ports that this process listens on
 * @param apiServer - of Kubernetes, when resources are kept there
 */
export function ownListeners(
  config: GatewayConfig,
  bound: readonly (number | undefined)[],
  apiServer: readonly OwnListener[],
): OwnListener[] {
  const { edge, apiProxy, metrics, portal } = config;
  const ports = [
    edge.listen.port,
    edge.forwarded?.listen.port,
    apiProxy.listen.port,
    metrics.listen.port,
    ...bound,
  ];
  return [
    ownListener(portal.url),
    ownListener(edge.publicUrl),
    ownListener(apiProxy.publicUrl),
    ...(config.resourceStore.type === 'database'
      ? engine(config.resourceStore.database)
      : apiServer),
    ...eventBus(config.eventBus),
    // 0 stands for any free port: the bound one counts.
    ...ports.flatMap(port => (port ? [{ port }] : [])),
  ];
}
