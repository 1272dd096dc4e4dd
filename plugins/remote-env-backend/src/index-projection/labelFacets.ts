import { CONNECTED_APP_LABEL } from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { whereMatches } from './conditions';
import { chosenIn, MATCHING, type Choice, type FacetPart } from './facets';
import { labelValue } from './projections';

export const LABEL_FACET = 'label';

/** Every service has one that names its environment: it would crowd out the labels that people gave. */
const UNCOUNTED = [CONNECTED_APP_LABEL];

/** The table that labels of listed objects lie in, and the column of the list that has the object's name. */
export interface LabelSource {
  table: string;
  objectName: string;
}

/** What was chosen of one key: some values, or any. */
interface ChosenKey {
  key: string;
  values: string[];
  any: boolean;
}

/** `key=value`, or a key with any value; nobody's key holds `=`. */
function byKey(labels: readonly string[]): ChosenKey[] {
  const keys = new Map<string, ChosenKey>();
  for (const label of labels) {
    const text = label.replaceAll('\u0000', '');
    const at = text.indexOf('=');
    const key = at < 0 ? text : text.slice(0, at);
    const chosen = keys.get(key) ?? { key, values: [], any: false };
    keys.set(key, chosen);
    if (at < 0) {
      chosen.any = true;
    } else {
      chosen.values.push(labelValue(text.slice(at + 1)));
    }
  }
  return [...keys.values()];
}

function choiceId(key: string): string {
  return `${LABEL_FACET}:${key}`;
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** Each key is a facet of its own: its values are alternatives, and every key has to be met. */
export function labelChoices(
  { table, objectName }: LabelSource,
  labels: readonly string[],
): Choice[] {
  return byKey(labels).map(({ key, values, any }) => {
    const ofValue = any ? '' : ` and label_value in (${placeholders(values)})`;
    return {
      id: choiceId(key),
      sql: `${objectName} in (select object_name from ${table} where label_key = ?${ofValue})`,
      bindings: any ? [key] : [key, ...values],
    };
  });
}

/**
 * The most frequent labels of what matches, one more than the limit: those of keys of which nothing was chosen, and
 * those of each other key. And what was chosen itself.
 *
 * @param words - that must occur in the most frequent ones
 */
export function labelParts(
  knex: Knex,
  { table }: LabelSource,
  labels: readonly string[],
  { words, limit }: { words?: string; limit: number },
): FacetPart[] {
  const chosen = byKey(labels);
  // Labels of these names, and no join: so both databases read the labels once, in the order in which they are counted.
  const counts = (rows: Knex.QueryBuilder) =>
    knex({ l: table })
      .select({ value: knex.raw("l.label_key || '=' || l.label_value") })
      .count({ n: '*' })
      .whereIn('l.object_name', rows.select(`${MATCHING}.object_name`))
      .groupBy('l.label_key', 'l.label_value');
  const frequent = (rows: Knex.QueryBuilder) =>
    whereMatches(counts(rows), 'l.search', words)
      .orderBy([{ column: 'n', order: 'desc' }, 'l.label_key', 'l.label_value'])
      .limit(limit + 1);
  const keys = [...UNCOUNTED, ...chosen.map(({ key }) => key)];
  return [
    {
      facet: LABEL_FACET,
      counts: rows => frequent(rows).whereNotIn('l.label_key', keys),
    },
    ...chosen.flatMap(({ key, values }): FacetPart[] => {
      const own = choiceId(key);
      return [
        {
          facet: LABEL_FACET,
          own,
          counts: rows => frequent(rows).where('l.label_key', key),
        },
        {
          facet: chosenIn(LABEL_FACET),
          own,
          counts: rows =>
            counts(rows)
              .where('l.label_key', key)
              .whereIn('l.label_value', values),
        },
      ];
    }),
  ];
}

/** As they are counted: a key with any value is none of them. */
export function chosenLabels(labels: readonly string[]): string[] {
  return byKey(labels).flatMap(({ key, values }) =>
    values.map(value => `${key}=${value}`),
  );
}
