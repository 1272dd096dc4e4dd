import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';
import { z } from 'zod';

/** Which page of a list; limits are checked by the portal API's document. */
export interface PageRequest {
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

export interface Page<T> {
  items: T[];
  /** Of all pages. */
  totalItems: number;
  nextCursor?: string;
}

/**
 * What a list is sorted by. The last column has to be unique: the object's name, so that rows with equal keys have an
 * order, too.
 */
export interface ListOrder {
  /** One column at least, and the unique one; all in one direction. */
  columns: readonly string[];
  descending?: boolean;
  /** Tells cursors of a list apart that can be sorted in more than one way. */
  id?: string;
}

/** The order's id, where it has one, and the values of its columns. */
const cursorSchema = z.array(z.string().max(300)).min(2).max(5);

function readCursor(cursor: string, order: ListOrder): string[] {
  const before = order.id === undefined ? [] : [order.id];
  try {
    const parts = cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
    const values = parts.slice(before.length);
    if (
      values.length === order.columns.length &&
      before.every((id, i) => parts[i] === id)
    ) {
      return values;
    }
  } catch {
    // Nobody of ours wrote it.
  }
  throw new InputError('cursor is not from this list in this order');
}

function writeCursor(row: KeysetRow, order: ListOrder): string {
  const values = order.columns.map((_, i) => row[`page_key_${i}`]);
  return Buffer.from(
    JSON.stringify(order.id === undefined ? values : [order.id, ...values]),
  ).toString('base64url');
}

type KeysetRow = Record<`page_key_${number}`, string>;

/**
 * One page by keyset: whatever is added or removed between two pages, nothing else is left out or shown twice.
 *
 * @param matching - all rows of the list, without columns, order and limit
 * @throws InputError for a cursor of another list
 */
export async function readPage<R extends object>(
  matching: Knex.QueryBuilder,
  select: Record<string, string | Knex.Raw | Knex.QueryBuilder>,
  order: ListOrder,
  page: PageRequest,
): Promise<Page<R>> {
  const direction = order.descending ? 'desc' : 'asc';
  const keys = Object.fromEntries(
    order.columns.map((column, i) => [`page_key_${i}`, column]),
  );
  const query = matching
    .clone()
    .select({ ...select, ...keys })
    .orderBy(order.columns.map(column => ({ column, order: direction })))
    .limit(page.limit + 1);
  if (page.cursor !== undefined) {
    const columns = order.columns.map(() => '??').join(', ');
    const values = order.columns.map(() => '?').join(', ');
    query.whereRaw(`(${columns}) ${order.descending ? '<' : '>'} (${values})`, [
      ...order.columns,
      ...readCursor(page.cursor, order),
    ]);
  }
  const rows: (R & KeysetRow)[] = await query;
  const counted = await matching.clone().count({ total: '*' }).first();
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return {
    items,
    totalItems: Number(counted?.total ?? 0),
    ...(rows.length > page.limit &&
      last && { nextCursor: writeCursor(last, order) }),
  };
}
