import {
  type EventBus,
  type EventBusConfig,
  type GatewayConfig,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  createDatabaseEventBus,
  createDatabaseResourceStore,
} from '@remote-env/plugin-remote-env-node/database';
import type { Logger } from './Logger';

export interface Stores {
  store: ResourceStore;
  bus: EventBus;
}

/** Makes the adapters that the configuration names, and loads no others; each opens its engine with its first use. */
export async function openStores(
  config: GatewayConfig,
  logger: Logger,
): Promise<Stores> {
  return {
    store: await openResourceStore(config, logger),
    bus: await openEventBus(config.eventBus, logger),
  };
}

async function openResourceStore(
  { resourceStore, encryptionKey }: GatewayConfig,
  logger: Logger,
): Promise<ResourceStore> {
  if (resourceStore.type === 'kubernetes') {
    const { createKubernetesResourceStore } = await import(
      '@remote-env/plugin-remote-env-node/kubernetes'
    );
    return createKubernetesResourceStore({
      connection: resourceStore.kubernetes,
      logger,
    });
  }
  return createDatabaseResourceStore({
    connection: resourceStore.database,
    // Checked with the configuration; an empty one is refused by the store.
    encryptionKey: Buffer.from(encryptionKey ?? '', 'base64'),
    logger,
  });
}

async function openEventBus(
  config: EventBusConfig,
  logger: Logger,
): Promise<EventBus> {
  const { duplicateWindowSeconds, retentionSeconds } = config;
  const options = { duplicateWindowSeconds, retentionSeconds, logger };
  if (config.type === 'nats') {
    const { createNatsEventBus } = await import(
      '@remote-env/plugin-remote-env-node/nats'
    );
    // Told by the check at start, also where no event has come yet.
    return createNatsEventBus({
      connection: config.nats,
      warns: false,
      ...options,
    });
  }
  return createDatabaseEventBus({ connection: config.database, ...options });
}
