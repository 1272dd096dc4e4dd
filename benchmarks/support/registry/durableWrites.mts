import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { times } from '../timing.mts';

/**
 * What a registration cannot do without: its document in a file of its own, synchronised, then one transaction of three
 * rows, by the plain client on the same server.
 *
 * @returns milliseconds of each
 */
export async function durableWrites(
  connectionString: string,
  folder: string,
  document: string,
  count: number,
): Promise<number[]> {
  const own = mkdtempSync(path.join(folder, 'peer-'));
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      'create table if not exists peer (id uuid primary key, object jsonb not null)',
    );
    return await times(count, async () => {
      const file = path.join(own, randomUUID());
      const handle = await open(`${file}.part`, 'wx');
      await handle.writeFile(document);
      await handle.sync();
      await handle.close();
      await rename(`${file}.part`, file);
      await client.query('begin');
      for (let row = 0; row < 3; row += 1) {
        await client.query('insert into peer values ($1, $2)', [
          randomUUID(),
          { row, document: document.length },
        ]);
      }
      await client.query('commit');
    });
  } finally {
    await client.end();
    rmSync(own, { recursive: true, force: true });
  }
}
