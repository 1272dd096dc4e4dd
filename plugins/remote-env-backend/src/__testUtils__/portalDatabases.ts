import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  startPostgres,
  type TestPostgres,
} from '@remote-env/plugin-remote-env-node/testing';
import createKnex, { type Knex } from 'knex';
import { openPortalDatabase } from '../database/openPortalDatabase';

/** What the portal's own tables lie in. */
export const PORTAL_DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type PortalDatabaseKind = (typeof PORTAL_DATABASES)[number];

/** An empty database; several clients of it stand for several portals. */
export interface PortalDatabase {
  /** A pool of its own. */
  connect(): Knex;
  /** The same, with every migration made. */
  open(): Promise<Knex>;
}

/**
 * For the tests of a `describe` block: a fresh database with each call, all removed at the end. Hooks run in the order
 * of their definition, so what works on a database is ended by an `afterEach` before this call: a query that meets a
 * closed pool waits a minute for it.
 */
export function usePortalDatabases(kind: PortalDatabaseKind) {
  const clients: Knex[] = [];
  let postgres: TestPostgres | undefined;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'portal-database-'));
    postgres = kind === 'PostgreSQL' ? await startPostgres() : undefined;
  }, 60_000);

  afterEach(async () => {
    await Promise.all(clients.splice(0).map(knex => knex.destroy()));
  });

  afterAll(async () => {
    await postgres?.stop();
    await rm(directory, { recursive: true });
  });

  function clientOf(config: Knex.Config): Knex {
    const knex = createKnex({ useNullAsDefault: true, ...config });
    clients.push(knex);
    return knex;
  }

  async function create(): Promise<PortalDatabase> {
    const name = `portal_${randomUUID().replaceAll('-', '')}`;
    const connection = postgres?.connectionString;
    let connect = () =>
      clientOf({
        client: 'better-sqlite3',
        connection: { filename: path.join(directory, `${name}.sqlite`) },
      });
    if (connection !== undefined) {
      const server = createKnex({ client: 'pg', connection });
      await server.schema.createSchema(name);
      await server.destroy();
      connect = () =>
        clientOf({
          client: 'pg',
          connection,
          searchPath: [name],
          pool: { min: 0, max: 8 },
        });
    }
    return {
      connect,
      open: () => openPortalDatabase({ getClient: async () => connect() }),
    };
  }

  return { create };
}
