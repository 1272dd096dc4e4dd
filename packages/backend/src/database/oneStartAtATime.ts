import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';

/** Any number; the same for all portals, and none that a plugin uses. */
const START_LOCK = 7_021_908;
/** A portal that does not get on with its own start is not to keep the others from theirs. */
const WAIT_MS = 120_000;
const POLL_MS = 200;

/**
 * Portals that start together go on one after the other from here: Backstage's plugins change their schemas while they
 * start, under a lock of knex by which every portal but the first would end. Ours goes with its transaction, so that a
 * portal which is killed meanwhile leaves nothing behind, through a pooler of connections, too.
 *
 * It is asked for again and again, and held without a snapshot: whoever waits inside of PostgreSQL has one, and the
 * catalog builds indexes concurrently, which waits until there is none.
 *
 * @param write - told in one line why the portal does not wait any longer
 * @returns lets the next one go on
 */
export async function oneStartAtATime(
  database: ClientConfig,
  write: (line: string) => void,
  waitMs = WAIT_MS,
): Promise<() => Promise<void>> {
  const client = new Client(database);
  // The lock is gone then; what comes after it tells that the database is.
  client.on('error', () => undefined);
  const deadline = Date.now() + waitMs;
  try {
    await client.connect();
    while (!(await isLocked(client))) {
      if (Date.now() > deadline) {
        throw new Error(`another one has not ended its own for ${waitMs} ms`);
      }
      await delay(POLL_MS);
    }
  } catch (error) {
    write(
      `warning: PostgreSQL: starting without waiting for other portals: ${error}`,
    );
  }
  return async () => {
    await client.end().catch(() => undefined);
  };
}

/** @returns whether the lock is ours until the connection ends */
async function isLocked(client: Client): Promise<boolean> {
  await client.query('begin');
  await client.query('set local idle_in_transaction_session_timeout = 0');
  const { rows } = await client.query<{ locked: boolean }>(
    // Without parameters: the portal of a query that has some keeps its snapshot until the transaction ends.
    `select pg_try_advisory_xact_lock(${START_LOCK}) as locked`,
  );
  if (rows[0]?.locked) {
    return true;
  }
  await client.query('rollback');
  return false;
}
