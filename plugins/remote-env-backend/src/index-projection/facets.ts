import type { Knex } from 'knex';

/** One value, and how many of what is listed have it. */
export interface FacetValue {
  value: string;
  count: number;
}

export interface Facet {
  /** The most frequent first; then what was chosen and is not among them. */
  values: FacetValue[];
  /** Whether there are more values. */
  more: boolean;
}

/** What somebody chose in one facet, as a condition on the list. */
export interface Choice {
  /** Tells it from the others: the facet, or one key of labels. */
  id: string;
  /** True or false, never null. */
  sql: string;
  bindings: readonly string[];
}

/** For a list: all choices have to hold. */
export function whereChosen(
  query: Knex.QueryBuilder,
  choices: readonly Choice[],
): void {
  for (const { sql, bindings } of choices) {
    query.whereRaw(`(${sql})`, [...bindings]);
  }
}

/** Name of the rows that are counted, for {@link FacetPart}s. */
export const MATCHING = 'm';

export interface FacetPart {
  facet: string;
  /** The choice that does not count here, because it was made in this very facet. */
  own?: string;
  /**
   * One statement that gives `value` and `n`.
   *
   * @param rows - those that count here, of {@link MATCHING}, without columns; the part's own to change
   */
  counts(rows: Knex.QueryBuilder): Knex.QueryBuilder;
}

export interface FacetCounts {
  facet: string;
  value: string;
  count: number;
}

/**
 * Counts in one statement: what matches is found once, and each part counts those of it that every choice but its own
 * holds for.
 *
 * @param matching - all rows, with the columns that parts need, and without choices
 */
export async function countParts(
  knex: Knex,
  matching: Knex.QueryBuilder,
  choices: readonly Choice[],
  parts: readonly FacetPart[],
): Promise<FacetCounts[]> {
  const missed = matching.clone();
  choices.forEach(({ sql, bindings }, i) =>
    missed.select(
      knex.raw(`case when (${sql}) then 0 else 1 end as missed_${i}`, [
        ...bindings,
      ]),
    ),
  );
  const limited = parts.map(({ facet, own, counts }) => {
    const others = choices.flatMap(({ id }, i) =>
      id === own ? [] : [`${MATCHING}.missed_${i}`],
    );
    const rows = knex(MATCHING);
    if (others.length > 0) {
      rows.whereRaw(`${others.join(' + ')} = 0`);
    }
    // As a table of its own, since an order and a limit of one part would else be those of the whole.
    return knex
      .select({ facet: knex.raw('cast(? as varchar)', [facet]) }, 'c.*')
      .from(counts(rows).as('c'));
  });
  const rows: { facet: string; value: string; n: number | string }[] =
    await knex
      .withMaterialized(MATCHING, missed)
      .from(knex.unionAll(limited).as('all_parts'))
      .select('facet', 'value', 'n');
  return rows.map(({ facet, value, n }) => ({
    facet,
    value,
    count: Number(n),
  }));
}

/** Of a facet's counts those of what was chosen, whether or not it is among the most frequent. */
export function chosenIn(facet: string): string {
  return `${facet}:chosen`;
}

/**
 * The counts of one facet, in order.
 *
 * @param limit - values that are shown; the database was asked for one more
 * @param chosen - shown in any case
 */
export function facetOf(
  counts: readonly FacetCounts[],
  facet: string,
  limit: number,
  chosen: readonly string[],
): Facet {
  const of = (name: string) =>
    counts.filter(each => each.facet === name && each.count > 0);
  const frequent = of(facet).sort(
    (a, b) => b.count - a.count || (a.value < b.value ? -1 : 1),
  );
  const shown = frequent.slice(0, limit);
  const known = [...shown, ...frequent, ...of(chosenIn(facet))];
  const missing = [...new Set(chosen)].filter(
    value => !shown.some(each => each.value === value),
  );
  return {
    values: [
      ...shown.map(({ value, count }) => ({ value, count })),
      ...missing.map(value => ({
        value,
        count: known.find(each => each.value === value)?.count ?? 0,
      })),
    ],
    more: frequent.length > limit,
  };
}
