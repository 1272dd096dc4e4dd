import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/**
 * The plugin's own Backstage database, migrated. What lives only here (activity log, one-time tokens) survives the
 * end of the process at any moment; on SQLite the last commits before a power failure may be lost, because a sync
 * for each commit would stop the event loop that this engine runs in.
 */
export async function openPortalDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (knex.client.config.client === 'better-sqlite3') {
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = NORMAL');
  }
  if (!database.migrations?.skip) {
    await oneAtATime(knex, () =>
      knex.migrate.latest({
        directory: resolvePackagePath(
          '@remote-env/plugin-remote-env-backend',
          'migrations',
        ),
      }),
    );
  }
  return knex;
}

/** Any number; the same for all portals. */
const MIGRATION_LOCK = 7_021_907;

/**
 * Portals that start together migrate one after the other: knex's own lock would end all of them but the first. Its
 * lock stays behind when a portal is killed; ours goes with the connection.
 */
async function oneAtATime(
  knex: Knex,
  migrate: () => Promise<unknown>,
): Promise<void> {
  if (knex.client.config.client !== 'pg') {
    await migrate();
    return;
  }
  await knex.transaction(async transaction => {
    await transaction.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    await migrate();
  });
}
