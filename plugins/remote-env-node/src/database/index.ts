/**
 * The stores on a database: SQLite without any installation, PostgreSQL with the same code.
 *
 * @packageDocumentation
 */
export {
  createDatabaseResourceStore,
  type DatabaseResourceStoreOptions,
} from './resources/createDatabaseResourceStore';
export type { HistoryLimits } from './resources/operations';
export {
  createDatabaseEventBus,
  type DatabaseEventBusOptions,
} from './events/createDatabaseEventBus';
