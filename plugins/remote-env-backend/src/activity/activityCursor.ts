import { InputError } from '@backstage/errors';
import type { Knex } from 'knex';

/** Time and number of the last entry of a page. */
const CURSOR = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_(\d{1,18})$/;

export interface ActivityCursor {
  at: string;
  id: string;
}

/** @throws InputError for a cursor that is not from a list of activity */
export function readCursor(
  text: string | undefined,
): ActivityCursor | undefined {
  if (text === undefined) {
    return undefined;
  }
  const [, at, id] = CURSOR.exec(text) ?? [];
  if (at === undefined || id === undefined) {
    throw new InputError('cursor is not from this list');
  }
  return { at, id };
}

export function cursorOf({ at, id }: { at: Date; id: string }): string {
  return `${at.toISOString()}_${id}`;
}

/** Leaves out what a page before has shown, newest first. */
export function afterCursor(
  query: Knex.QueryBuilder,
  { at, id }: ActivityCursor,
): void {
  query.where(after =>
    after
      .where('at', '<', at)
      .orWhere(tie => tie.where('at', at).where('id', '<', id)),
  );
}
