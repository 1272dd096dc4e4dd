import type { DatabaseConnection } from '../../config';
import { SqliteEngine } from '../sqlite/SqliteEngine';
import type { DatabaseEngine } from './DatabaseEngine';
import type { Component } from './Operation';

/** Nothing is opened yet: the first operation does so, and the next one tries again should it fail. */
export function openEngine(
  connection: DatabaseConnection,
  component: Component,
): DatabaseEngine {
  if (connection.client === 'sqlite') {
    return SqliteEngine.create({ file: connection.file, component });
  }
  throw new Error('PostgreSQL is not available');
}
