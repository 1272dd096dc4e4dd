import type { Knex } from 'knex';

const TABLE = 'edge_calls';
const HOUR_MS = 3600 * 1000;
/** Rows in one statement; SQLite bounds the number of bound values. */
const ROWS_PER_STATEMENT = 100;

/** Calls at the edge of one environment that ended alike. */
export interface CountedCalls {
  environmentUid: string;
  at: Date;
  outcome: 'accepted' | 'refused';
  count: number;
}

/** The calls of one hour. */
export interface HourOfCalls {
  /** When it begins. */
  hour: Date;
  accepted: number;
  refused: number;
}

interface CallsRow {
  environment_uid: string;
  hour: number | string;
  outcome: CountedCalls['outcome'];
  count: number | string;
}

/** @returns begin of the hour */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

/** Adds to what was counted before; in one order, lest two portals wait for each other. */
export async function addCalls(
  knex: Knex,
  calls: readonly CountedCalls[],
): Promise<void> {
  const sums = new Map<string, CallsRow & { count: number }>();
  for (const { environmentUid, at, outcome, count } of calls) {
    const hour = hourOf(at).getTime();
    const key = `${environmentUid} ${hour} ${outcome}`;
    const before = sums.get(key)?.count ?? 0;
    sums.set(key, {
      environment_uid: environmentUid,
      hour,
      outcome,
      count: before + count,
    });
  }
  const rows = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    await knex<CallsRow>(TABLE)
      .insert(rows.slice(at, at + ROWS_PER_STATEMENT))
      .onConflict(['environment_uid', 'hour', 'outcome'])
      .merge({
        count: knex.raw('?? + excluded.??', [`${TABLE}.count`, 'count']),
      });
  }
}

/** What gateways counted at the edge, by the hour. */
export class EdgeCalls {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new EdgeCalls(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Hours with calls since then, the earliest first. */
  async since(environmentUid: string, from: Date): Promise<HourOfCalls[]> {
    const rows: CallsRow[] = await this.#knex<CallsRow>(TABLE)
      .where('environment_uid', environmentUid)
      .where('hour', '>=', from.getTime())
      .orderBy('hour');
    const hours = new Map<number, HourOfCalls>();
    for (const row of rows) {
      const begin = Number(row.hour);
      const hour = hours.get(begin) ?? {
        hour: new Date(begin),
        accepted: 0,
        refused: 0,
      };
      hour[row.outcome] += Number(row.count);
      hours.set(begin, hour);
    }
    return [...hours.values()];
  }

  /** Removes what is older. */
  async prune(before: Date): Promise<void> {
    await this.#knex<CallsRow>(TABLE)
      .where('hour', '<', before.getTime())
      .delete();
  }
}
