import pg from 'pg';
import { z } from 'zod';

const rowsSchema = z.tuple([z.object({ count: z.coerce.number() })]);

/** @returns how many documents search would look through: the more, the longer it takes */
export async function knownToSearch(connectionString: string): Promise<number> {
  const address = new URL(connectionString);
  address.pathname = '/backstage_plugin_search';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    const { rows } = await client.query('select count(*) from documents');
    const [{ count }] = rowsSchema.parse(rows);
    return count;
  } finally {
    await client.end();
  }
}
