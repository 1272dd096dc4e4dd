import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseConnection } from '../../config';
import type { ResourceStore } from '../../ports';
import { PayloadCipher } from '../../secrets';
import { openEngine } from '../engine/openEngine';
import { DatabaseResourceStore } from './DatabaseResourceStore';
import { ObjectCodec } from './ObjectCodec';
import { DEFAULT_HISTORY, type HistoryLimits } from './operations';
import { resourcesComponent } from './schema';

export interface DatabaseResourceStoreOptions {
  connection: DatabaseConnection;
  /** 32 bytes; opens and seals what is sensitive. */
  encryptionKey: Buffer;
  logger?: LoggerService;
  tuning?: {
    /** How much of the past is kept for watchers and paged lists. */
    history?: Partial<HistoryLimits>;
    /** How long a watch without changes stays silent. */
    bookmarkIntervalMs?: number;
  };
}

/**
 * The resource store on SQLite or PostgreSQL. Opens its database with the first operation; close it to release it.
 *
 * @throws EncryptionKeyError unless the key has 32 bytes
 */
export function createDatabaseResourceStore(
  options: DatabaseResourceStoreOptions,
): ResourceStore {
  const { connection, encryptionKey, logger, tuning } = options;
  return DatabaseResourceStore.create({
    engine: openEngine(connection, resourcesComponent, logger),
    codec: ObjectCodec.create(PayloadCipher.create(encryptionKey)),
    history: { ...DEFAULT_HISTORY, ...tuning?.history },
    bookmarkIntervalMs: tuning?.bookmarkIntervalMs ?? 5000,
    logger,
  });
}
