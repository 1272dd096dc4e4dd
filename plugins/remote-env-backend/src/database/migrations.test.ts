import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Knex } from 'knex';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { openPortalDatabase } from './openPortalDatabase';

const DIRECTORY = path.join(__dirname, '../../migrations');
const MIGRATIONS = readdirSync(DIRECTORY).sort();

/** The portal's own tables that are there, as the database itself tells. */
async function tablesOf(knex: Knex): Promise<string[]> {
  const rows: { name: string }[] =
    knex.client.config.client === 'pg'
      ? await knex('pg_tables')
          .select({ name: 'tablename' })
          .whereRaw('schemaname = current_schema()')
      : await knex('sqlite_master').select('name').where({ type: 'table' });
  return rows
    .map(({ name }) => name)
    .filter(name => !/^(knex|sqlite)_/.test(name));
}

/** Every column of them. */
async function schemaOf(knex: Knex) {
  const schema: Record<string, unknown> = {};
  for (const table of await tablesOf(knex)) {
    schema[table] = await knex(table).columnInfo();
  }
  return schema;
}

type Columns = Record<string, { type: string; nullable: boolean }>;

/** A value for a column of this type, the same for every row of one number. */
function valueFor(name: string, type: string, row: number): unknown {
  if (/int/.test(type)) {
    return 1000 + row;
  }
  if (/bool/.test(type)) {
    return row % 2 === 0;
  }
  return `${name} ${row}`;
}

/** Fills every table that is there with rows that have something in each column. */
async function fill(knex: Knex): Promise<Map<string, object[]>> {
  const rows = new Map<string, object[]>();
  for (const table of await tablesOf(knex)) {
    const columns: Columns = await knex(table).columnInfo();
    for (const number of [1, 2]) {
      await knex(table).insert(
        Object.fromEntries(
          Object.entries(columns).map(([name, { type }]) => [
            name,
            valueFor(name, type, number),
          ]),
        ),
      );
    }
    rows.set(table, await knex(table).select());
  }
  return rows;
}

describe.each(PORTAL_DATABASES)('migrations on %s', kind => {
  const databases = usePortalDatabases(kind);

  /** As a portal of some earlier version left it: the first migrations, and rows. */
  async function earlier(count: number) {
    const database = await databases.create();
    const knex = database.connect();
    for (let i = 0; i < count; i++) {
      await knex.migrate.up({ directory: DIRECTORY });
    }
    return { knex, rows: await fill(knex) };
  }

  it.each(MIGRATIONS.map((name, i) => [name, i + 1] as const))(
    'lead from %s to the schema of a new database, and keep every row',
    async (_name, count) => {
      const fresh = await (await databases.create()).open();
      const { knex, rows } = await earlier(count);
      await openPortalDatabase({ getClient: async () => knex });
      expect(await schemaOf(knex)).toEqual(await schemaOf(fresh));
      for (const [table, before] of rows) {
        const after = await knex(table).select();
        expect(after).toEqual(before.map(row => expect.objectContaining(row)));
      }
    },
  );

  // An SQLite file has one portal.
  if (kind === 'PostgreSQL') {
    it('can be made by portals that start at once', async () => {
      const database = await databases.create();
      await Promise.all([database.open(), database.open(), database.open()]);
      const again = await database.open();
      const [made, missing] = await again.migrate.list({
        directory: DIRECTORY,
      });
      expect(made).toHaveLength(MIGRATIONS.length);
      expect(missing).toEqual([]);
    });
  }
});

it('every migration can be undone', () => {
  const load = createRequire(__filename);
  for (const name of MIGRATIONS) {
    expect(load(path.join(DIRECTORY, name))).toEqual({
      up: expect.any(Function),
      down: expect.any(Function),
    });
  }
});
