import { normalizeEntityRef } from '@remote-env/plugin-remote-env-node/permissions';
import type { Knex } from 'knex';
import { chosenIn, MATCHING, type Choice, type FacetPart } from './facets';

export const OWNER_FACET = 'owner';

/** Entity references as `owner` has them. */
export function chosenOwners(owners: readonly string[]): string[] {
  return owners.map(owner => normalizeEntityRef(owner));
}

/** Whoever owns the environment, under the alias `e`. */
export function ownerChoices(owners: readonly string[]): Choice[] {
  return owners.length === 0
    ? []
    : [
        {
          id: OWNER_FACET,
          sql: `coalesce(e.owner, '') in (${owners.map(() => '?').join(', ')})`,
          bindings: chosenOwners(owners),
        },
      ];
}

/** Needs a column `owner` of what matches. */
export function ownerParts(
  owners: readonly string[],
  limit: number,
): FacetPart[] {
  const counts = (rows: Knex.QueryBuilder) =>
    rows
      .select({ value: `${MATCHING}.owner` })
      .count({ n: '*' })
      .whereNotNull(`${MATCHING}.owner`)
      .groupBy(`${MATCHING}.owner`);
  return [
    {
      facet: OWNER_FACET,
      own: OWNER_FACET,
      counts: rows =>
        counts(rows)
          .orderBy([{ column: 'n', order: 'desc' }, `${MATCHING}.owner`])
          .limit(limit + 1),
    },
    {
      facet: chosenIn(OWNER_FACET),
      own: OWNER_FACET,
      counts: rows =>
        counts(rows).whereIn(`${MATCHING}.owner`, chosenOwners(owners)),
    },
  ];
}
