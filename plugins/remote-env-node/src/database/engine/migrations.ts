import { StoreUnavailableError } from '../../ports/errors.ts';
import type { Dialect, Statement, Steps } from './Operation.ts';
import { int, sql } from './Operation.ts';

/**
 * Applies the steps that are still missing, all within the transaction of the caller.
 *
 * @param steps - one entry per schema version, never changed once released
 * @throws StoreUnavailableError when the tables were written by a newer release
 */
export function* migrate(
  component: string,
  steps: ((dialect: Dialect) => string[])[],
  dialect: Dialect,
): Steps<void> {
  yield sql(
    `CREATE TABLE IF NOT EXISTS remote_env_schema (
       component TEXT PRIMARY KEY,
       version INTEGER NOT NULL,
       commits BIGINT NOT NULL DEFAULT 0)`,
  );
  const [row] = yield sql(
    'SELECT version FROM remote_env_schema WHERE component = ?',
    component,
  );
  const current = row ? int(row, 'version') : 0;
  if (current > steps.length) {
    throw new StoreUnavailableError(
      `The ${component} tables have version ${current}, this release knows ${steps.length}: use a newer release`,
    );
  }
  if (current === steps.length) {
    return;
  }
  for (const step of steps.slice(current)) {
    for (const statement of step(dialect)) {
      yield ddl(statement);
    }
  }
  yield sql(
    `INSERT INTO remote_env_schema (component, version) VALUES (?, ?)
     ON CONFLICT (component) DO UPDATE SET version = excluded.version`,
    component,
    steps.length,
  );
}

function ddl(statement: string): Statement {
  return { sql: statement, params: [] };
}
