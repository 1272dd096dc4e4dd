import type { Knex } from 'knex';
import type { Claim } from '../registry';

/** Of a table of work that portals share: whether it is done, and who has it until when. */
export interface ClaimColumns {
  done: boolean | number;
  attempts: number;
  claimed_until: number | string;
}

/** The primary key of one piece of work. */
type Key = Record<string, string | number>;

/**
 * Makes a piece of work this portal's for a while, unless it is done or another portal's; the database decides between
 * portals that claim at once.
 *
 * @param initial - other columns that a new row needs
 */
export async function claimRow(
  { knex, table, key }: { knex: Knex; table: string; key: Key },
  {
    leaseMs,
    now,
    initial,
  }: { leaseMs: number; now: number; initial?: Record<string, number> },
): Promise<Claim> {
  const until = now + leaseMs;
  const columns = Object.keys(key);
  const created: unknown[] = await knex(table)
    .insert({
      ...key,
      ...initial,
      done: false,
      attempts: 1,
      claimed_until: until,
    })
    .onConflict(columns)
    .ignore()
    .returning(columns);
  if (created.length > 0) {
    return { state: 'claimed', attempts: 1 };
  }
  const taken: number = await knex(table)
    .where({ ...key, done: false })
    .where('claimed_until', '<=', now)
    .update({
      claimed_until: until,
      attempts: knex.raw('attempts + 1'),
    });
  const row: ClaimColumns | undefined = await knex<ClaimColumns>(table)
    .where(key)
    .first();
  if (taken > 0) {
    return { state: 'claimed', attempts: Number(row?.attempts ?? 1) };
  }
  return row?.done
    ? { state: 'done' }
    : { state: 'taken', until: Number(row?.claimed_until ?? now) };
}

/** Lets others have it from then on (ms since the epoch). */
export async function giveBackRow(
  { knex, table, key }: { knex: Knex; table: string; key: Key },
  from: number,
): Promise<void> {
  await knex(table)
    .where({ ...key, done: false })
    .update({ claimed_until: from });
}
