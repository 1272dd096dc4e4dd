import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DatabaseConnection } from '../../config';
import { PostgresEngine } from '../postgres/PostgresEngine';
import { SqliteEngine } from '../sqlite/SqliteEngine';
import type { DatabaseEngine } from './DatabaseEngine';
import type { Component } from './Operation';

/** Nothing is opened yet: the first operation does so, and the next one tries again should it fail. */
export function openEngine(
  connection: DatabaseConnection,
  component: Component,
  logger?: LoggerService,
): DatabaseEngine {
  if (connection.client === 'sqlite') {
    return SqliteEngine.create({ file: connection.file, component });
  }
  const { connectionString, schema } = connection;
  return PostgresEngine.create({ connectionString, schema, component, logger });
}
