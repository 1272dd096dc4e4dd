import type { Knex } from 'knex';
import { z } from 'zod';
import {
  enterRows,
  ROWS_PER_STATEMENT,
  toRow,
  type NewActivityRow,
} from './activityRows';
import { addCalls } from './EdgeCalls';
import {
  withCount,
  type FrequentActivity,
  type ReportBatch,
  type ReportLedger,
} from './ReportLedger';

const BATCHES = 'report_batches';
const SUMS = 'report_sums';

/** Milliseconds for which alike entries are summed up. */
const SUM_UP_MS = 60_000;
/** Sums that are entered in one transaction. */
const SUMS_AT_ONCE = 200;

interface BatchRow {
  batch_id: string;
  taken_at: number | string;
}

interface SumRow {
  kind: string;
  due_at: number | string;
  /** All since the first one. */
  count: number | string;
  /** Those that were entered with the first one. */
  entered: number | string;
  /** The last one. */
  last: string;
}

/** Times are JSON's. */
const lastSchema = z.object({
  reportId: z.string().optional(),
  at: z.coerce.date().optional(),
  action: z.string(),
  outcome: z.enum(['success', 'failure', 'refused']),
  actor: z.string().optional(),
  environment: z
    .object({ name: z.string(), uid: z.string().optional() })
    .optional(),
  serviceId: z.string().optional(),
  message: z.string().optional(),
  details: z.record(z.string(), z.string()).optional(),
});

/**
 * The ledger in the plugin's Backstage database. The number of a batch is a row that its entries are committed with, so
 * that the database decides which portal takes it; sums are rows, too, so that a portal that dies loses none. Rows are
 * named in one order, lest two portals wait for each other.
 */
export class DatabaseReportLedger implements ReportLedger {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new DatabaseReportLedger(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async take(batch: ReportBatch, now = Date.now()): Promise<boolean> {
    const { id, entries, frequent, calls } = batch;
    return this.#knex.transaction(async transaction => {
      if (id !== undefined && !(await isNew(transaction, id, now))) {
        return false;
      }
      const first = await sumUp(transaction, frequent, now);
      await enterRows(transaction, [...entries.map(toRow), ...first]);
      await addCalls(transaction, calls);
      return true;
    });
  }

  /** Enters the sums whose time has come. Call it now and then. */
  async enterSums(now = Date.now()): Promise<void> {
    for (;;) {
      const entered = await this.#knex.transaction(async transaction => {
        const due: SumRow[] = await transaction<SumRow>(SUMS)
          .where('due_at', '<=', now)
          .orderBy('kind')
          .limit(SUMS_AT_ONCE)
          .forUpdate();
        await transaction<SumRow>(SUMS)
          .whereIn(
            'kind',
            due.map(({ kind }) => kind),
          )
          .delete();
        await enterRows(transaction, due.flatMap(rowOf));
        return due.length;
      });
      if (entered < SUMS_AT_ONCE) {
        return;
      }
    }
  }

  /** Forgets which batches were taken before. @returns how many */
  async prune(before: Date): Promise<number> {
    return this.#knex<BatchRow>(BATCHES)
      .where('taken_at', '<', before.getTime())
      .delete();
  }
}

/** Another portal that takes the same one at this moment is waited for. */
async function isNew(
  transaction: Knex,
  id: string,
  now: number,
): Promise<boolean> {
  const added: Pick<BatchRow, 'batch_id'>[] = await transaction<BatchRow>(
    BATCHES,
  )
    .insert({ batch_id: id, taken_at: now })
    .onConflict('batch_id')
    .ignore()
    .returning('batch_id');
  return added.length > 0;
}

/** @returns what is to be entered now: the first of each kind */
async function sumUp(
  transaction: Knex,
  frequent: readonly FrequentActivity[],
  now: number,
): Promise<NewActivityRow[]> {
  const sorted = [...frequent].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const first: NewActivityRow[] = [];
  for (let at = 0; at < sorted.length; at += ROWS_PER_STATEMENT) {
    const some = sorted.slice(at, at + ROWS_PER_STATEMENT);
    const sums: Pick<SumRow, 'kind' | 'count' | 'entered'>[] =
      await transaction<SumRow>(SUMS)
        .insert(
          some.map(({ kind, count, last }) => ({
            kind,
            due_at: now + SUM_UP_MS,
            count,
            entered: count,
            last: JSON.stringify(last),
          })),
        )
        .onConflict('kind')
        .merge({
          count: transaction.raw('?? + excluded.??', [
            `${SUMS}.count`,
            'count',
          ]),
          last: transaction.raw('excluded.??', ['last']),
        })
        .returning(['kind', 'count', 'entered']);
    const opened = new Set(
      sums
        .filter(({ count, entered }) => Number(count) === Number(entered))
        .map(({ kind }) => kind),
    );
    first.push(
      ...some
        .filter(({ kind }) => opened.has(kind))
        .map(({ last, count }) => toRow(withCount(last, count))),
    );
  }
  return first;
}

function rowOf({ count, entered, last }: SumRow): NewActivityRow[] {
  const left = Number(count) - Number(entered);
  return left > 0
    ? [toRow(withCount(lastSchema.parse(JSON.parse(last)), left))]
    : [];
}
