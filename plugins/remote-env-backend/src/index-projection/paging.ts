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

/** Sort key and, because that need not be unique, the object's name. */
const cursorSchema = z.tuple([z.string().max(300), z.string().max(300)]);

function readCursor(cursor: string): z.infer<typeof cursorSchema> {
  try {
    return cursorSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
  } catch {
    throw new InputError('cursor is not from this list');
  }
}

interface KeysetRow {
  page_key: string;
  page_name: string;
}

/**
 * One page by keyset: whatever is added or removed between two pages, nothing else is left out or shown twice.
 *
 * @param matching - all rows of the list, without columns, order and limit
 * @param order - the sort column, and the column of the object's name
 * @throws InputError for a cursor of another list
 */
export async function readPage<R extends object>(
  matching: Knex.QueryBuilder,
  select: Record<string, string | Knex.Raw | Knex.QueryBuilder>,
  order: { key: string; name: string; descending?: boolean },
  page: PageRequest,
): Promise<Page<R>> {
  const direction = order.descending ? 'desc' : 'asc';
  const query = matching
    .clone()
    .select({ ...select, page_key: order.key, page_name: order.name })
    .orderBy([
      { column: order.key, order: direction },
      { column: order.name, order: direction },
    ])
    .limit(page.limit + 1);
  if (page.cursor !== undefined) {
    const [key, name] = readCursor(page.cursor);
    const beyond = order.descending ? '<' : '>';
    query.where(after =>
      after
        .where(order.key, beyond, key)
        .orWhere(tie =>
          tie.where(order.key, key).where(order.name, beyond, name),
        ),
    );
  }
  const rows: (R & KeysetRow)[] = await query;
  const counted = await matching.clone().count({ total: '*' }).first();
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return {
    items,
    totalItems: Number(counted?.total ?? 0),
    ...(rows.length > page.limit &&
      last && {
        nextCursor: Buffer.from(
          JSON.stringify([last.page_key, last.page_name]),
        ).toString('base64url'),
      }),
  };
}
