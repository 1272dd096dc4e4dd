import {
  type EventBus,
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

/** Makes the adapters that the configuration names; each opens its engine with its first use. */
export function openStores(config: GatewayConfig, logger: Logger): Stores {
  const { eventBus } = config;
  return {
    store: createDatabaseResourceStore({
      connection: config.resourceStore.database,
      encryptionKey: Buffer.from(config.encryptionKey, 'base64'),
      logger,
    }),
    bus: createDatabaseEventBus({
      connection: eventBus.database,
      duplicateWindowSeconds: eventBus.duplicateWindowSeconds,
      retentionSeconds: eventBus.retentionSeconds,
      logger,
    }),
  };
}
