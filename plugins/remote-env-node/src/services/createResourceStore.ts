import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ResourceStoreConfig } from '../config';
import { createDatabaseResourceStore } from '../database';
import type { ResourceStore } from '../ports';
import { exportsOf } from './exportsOf';

export interface CreateResourceStoreOptions {
  /** 32 bytes, by which the database adapter opens Secrets. */
  encryptionKey: Buffer;
  logger?: LoggerService;
}

/** Opens the resource store that the configuration chooses; the client of Kubernetes is loaded only then. */
export async function createResourceStore(
  config: ResourceStoreConfig,
  { encryptionKey, logger }: CreateResourceStoreOptions,
): Promise<ResourceStore> {
  if (config.type === 'kubernetes') {
    const { createKubernetesResourceStore } = exportsOf(
      await import('../kubernetes'),
    );
    return createKubernetesResourceStore({
      connection: config.kubernetes,
      logger,
    });
  }
  return createDatabaseResourceStore({
    connection: config.database,
    encryptionKey,
    logger,
  });
}
