import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { EnvironmentQuery } from '@remote-env/plugin-remote-env-node/permissions';
import type { Knex } from 'knex';

/** Words of a search at most; more would only make the statement long. */
const MAX_WORDS = 20;

/** What a list is limited to for one reader; absent: sees everything. */
export type EnvironmentFilter = PermissionCriteria<EnvironmentQuery>;

/**
 * Permission criteria as a condition on `index_environments` under the alias `e`. Written without SQL's third
 * truth value, so that `not` means the same here as in the rules' `apply`.
 */
export function whereAllowed(
  query: Knex.QueryBuilder,
  filter: EnvironmentFilter | undefined,
): Knex.QueryBuilder {
  if (!filter) {
    return query;
  }
  if ('anyOf' in filter) {
    return query.where(any => {
      any.whereRaw('1 = 0');
      for (const part of filter.anyOf) {
        any.orWhere(inner => void whereAllowed(inner, part));
      }
    });
  }
  if ('allOf' in filter) {
    return query.where(all => {
      all.whereRaw('1 = 1');
      for (const part of filter.allOf) {
        all.where(inner => void whereAllowed(inner, part));
      }
    });
  }
  if ('not' in filter) {
    return query.whereNot(inner => void whereAllowed(inner, filter.not));
  }
  if (filter.ownedBy.length === 0) {
    return query.whereRaw('1 = 0');
  }
  const refs = filter.ownedBy.map(() => '?').join(', ');
  return query.whereRaw(
    `(coalesce(e.owner, '') in (${refs}) or coalesce(e.requested_by, '') in (${refs}))`,
    [...filter.ownedBy, ...filter.ownedBy],
  );
}

/** Every word must occur somewhere in the searched text. */
export function whereMatches(
  query: Knex.QueryBuilder,
  column: string,
  text: string | undefined,
): Knex.QueryBuilder {
  const words = (text ?? '')
    .replaceAll('\u0000', '')
    .toLocaleLowerCase('en-US')
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, MAX_WORDS);
  for (const word of words) {
    query.whereRaw("?? like ? escape '!'", [
      column,
      `%${word.replace(/[!%_]/g, '!$&')}%`,
    ]);
  }
  return query;
}
