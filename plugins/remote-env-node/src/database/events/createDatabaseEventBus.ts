import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseConnection } from '../../config';
import type { EventBus } from '../../ports';
import { openEngine } from '../engine/openEngine';
import { DatabaseEventBus } from './DatabaseEventBus';
import { eventsComponent } from './schema';

export interface DatabaseEventBusOptions {
  connection: DatabaseConnection;
  /** Ids of one environment are remembered this long. */
  duplicateWindowSeconds: number;
  /** Settled events are kept this long. */
  retentionSeconds: number;
  logger?: LoggerService;
  tuning?: {
    /** How often old events are looked for. */
    cleaningIntervalMs?: number;
  };
}

/** The event bus on SQLite or PostgreSQL. Opens its database with the first operation; close it to release it. */
export function createDatabaseEventBus(
  options: DatabaseEventBusOptions,
): EventBus {
  return DatabaseEventBus.create({
    engine: openEngine(options.connection, eventsComponent, options.logger),
    duplicateWindowMs: options.duplicateWindowSeconds * 1000,
    retentionMs: options.retentionSeconds * 1000,
    cleaningIntervalMs: options.tuning?.cleaningIntervalMs,
    logger: options.logger,
  });
}
