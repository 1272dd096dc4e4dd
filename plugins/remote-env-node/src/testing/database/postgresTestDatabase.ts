import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { POSTGRES } from '../../database/engine/Operation';
import { drive } from '../../database/postgres/statements';
import type { TestDatabase } from './TestDatabase';

/** A schema of its own on a running server, dropped in the end. */
export async function postgresTestDatabase(
  connectionString: string,
): Promise<TestDatabase> {
  const schema = `test_${randomUUID().replaceAll('-', '')}`;

  async function connect(): Promise<pg.Client> {
    const types = new pg.TypeOverrides();
    types.setTypeParser(20, Number);
    const client = new pg.Client({ connectionString, types, pipeline: true });
    await client.connect();
    await client.query(`SET search_path = ${schema}`);
    return client;
  }

  async function columns(client: pg.Client): Promise<string[]> {
    const { rows } = await client.query(
      `SELECT 'SELECT ' || quote_ident(column_name) || '::text AS v FROM ' || quote_ident(table_name) AS query
       FROM information_schema.columns WHERE table_schema = $1`,
      [schema],
    );
    return rows.map(({ query }) => String(query));
  }

  return {
    connection: { client: 'pg', connectionString, schema },
    keepWritersOut: async ms => {
      const client = await connect();
      await client.query('BEGIN');
      await client.query('UPDATE remote_env_schema SET commits = commits');
      const ended = new Promise(resolve => {
        setTimeout(resolve, ms);
      }).then(async () => {
        await client.query('COMMIT');
        await client.end();
      });
      return { ended };
    },
    runAndPause: async (operation, args) => {
      const client = await connect();
      await client.query('BEGIN');
      // Not through the engine, so that nothing but the operation's own statements keeps others waiting.
      const result = await drive(client, operation.run(args, POSTGRES));
      return {
        result,
        commit: async () => {
          await client.query('COMMIT');
          await client.end();
        },
      };
    },
    storedBytes: async () => {
      const client = await connect();
      const parts: string[] = [];
      for (const query of await columns(client)) {
        const { rows } = await client.query(query);
        parts.push(...rows.map(({ v }) => String(v)));
      }
      await client.end();
      return Buffer.from(parts.join('\n'));
    },
    dispose: async () => {
      const client = await connect();
      await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await client.end();
    },
  };
}
