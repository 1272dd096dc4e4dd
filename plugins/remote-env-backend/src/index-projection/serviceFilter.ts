import type { Knex } from 'knex';
import {
  whereAllowed,
  whereMatches,
  type EnvironmentFilter,
} from './conditions';
import {
  countParts,
  facetOf,
  MATCHING,
  type Choice,
  type Facet,
  type FacetPart,
} from './facets';
import {
  chosenLabels,
  labelChoices,
  LABEL_FACET,
  labelParts,
  type LabelSource,
} from './labelFacets';
import {
  chosenOwners,
  ownerChoices,
  OWNER_FACET,
  ownerParts,
} from './ownerFacet';
import type { FormatFamily } from './projections';

/** Whether calls of a service are answered, and whether its owner retires it: more than one may hold. */
export type ServiceState = 'answering' | 'failing' | 'uncalled' | 'retiring';

/** Which services somebody looks for. Values of one facet are alternatives, all facets have to be met. */
export interface ServiceFilter {
  filter?: EnvironmentFilter;
  /** Words that must occur in names, provider, descriptions, labels or event types. */
  q?: string;
  environment?: { name: string; uid?: string };
  kind?: 'api' | 'events';
  /** `key=value`, or a key with any value; each key is a facet of its own. */
  labels?: readonly string[];
  /** Of documents; `none` has no document. */
  formats?: readonly (FormatFamily | 'none')[];
  /** Entity references; one of them owns the environment. */
  owners?: readonly string[];
  states?: readonly ServiceState[];
}

export interface ServiceFacets {
  label: Facet;
  format: Facet;
  owner: Facet;
  state: Facet;
}

const LABELS: LabelSource = {
  table: 'index_service_labels',
  objectName: 's.object_name',
};

/** True or false of a row under this alias, never null. */
const FORMAT_SQL: Record<FormatFamily | 'none', (row: string) => string> = {
  openapi: row => `${row}.openapi`,
  asyncapi: row => `${row}.asyncapi`,
  odata: row => `${row}.odata`,
  guides: row => `${row}.guides`,
  none: row =>
    `not (${row}.openapi or ${row}.asyncapi or ${row}.odata or ${row}.guides)`,
};

const STATE_SQL: Record<ServiceState, (row: string) => string> = {
  answering: row => `${row}.healthy is true`,
  failing: row => `${row}.healthy is false`,
  uncalled: row => `(${row}.healthy is null and ${row}.has_api)`,
  retiring: row => `${row}.ends_on is not null`,
};

/**
 * Services that readers see, `s`, with their environments, `e`: complete, of an environment that exists, and of what
 * this reader may see. Without what was chosen in facets.
 */
export function matchingServices(
  knex: Knex,
  { filter, q, environment, kind }: ServiceFilter,
): Knex.QueryBuilder {
  const query = knex({ s: 'index_services' })
    .join({ e: 'index_environments' }, 'e.uid', 's.environment_uid')
    .where('s.ready', true)
    .where('e.deleting', false);
  whereAllowed(query, filter);
  whereMatches(query, 's.search', q);
  if (environment) {
    query.where('s.environment', environment.name);
    if (environment.uid !== undefined) {
      query.where('s.environment_uid', environment.uid);
    }
  }
  if (kind !== undefined) {
    query.where(kind === 'api' ? 's.has_api' : 's.has_events', true);
  }
  return query;
}

function anyOf<V extends string>(
  id: string,
  sql: Record<V, (row: string) => string>,
  values: readonly V[] = [],
): Choice[] {
  return values.length === 0
    ? []
    : [
        {
          id,
          sql: values.map(value => sql[value]('s')).join(' or '),
          bindings: [],
        },
      ];
}

/** What was chosen in facets. */
export function serviceChoices(wanted: ServiceFilter): Choice[] {
  return [
    ...labelChoices(LABELS, wanted.labels ?? []),
    ...anyOf('format', FORMAT_SQL, wanted.formats),
    ...ownerChoices(wanted.owners ?? []),
    ...anyOf('state', STATE_SQL, wanted.states),
  ];
}

/** One part for each value that there can be. */
function fixedParts(
  knex: Knex,
  facet: string,
  sql: Record<string, (row: string) => string>,
): FacetPart[] {
  return Object.entries(sql).map(([value, condition]) => ({
    facet,
    own: facet,
    counts: rows =>
      rows
        .select({ value: knex.raw('cast(? as varchar)', [value]) })
        .count({ n: '*' })
        .whereRaw(condition(MATCHING)),
  }));
}

/** How many services there are of each value, among those that match. */
export async function serviceFacets(
  knex: Knex,
  wanted: ServiceFilter,
  options: { limit: number; labelWords?: string },
): Promise<ServiceFacets> {
  const { labels = [], formats = [], owners = [], states = [] } = wanted;
  const { limit, labelWords } = options;
  const matching = matchingServices(knex, wanted).select(
    ...['object_name', 'has_api', 'healthy', 'ends_on'].map(c => `s.${c}`),
    ...['openapi', 'asyncapi', 'odata', 'guides'].map(c => `s.${c}`),
    'e.owner',
  );
  const counts = await countParts(knex, matching, serviceChoices(wanted), [
    ...labelParts(knex, LABELS, labels, { words: labelWords, limit }),
    ...fixedParts(knex, 'format', FORMAT_SQL),
    ...ownerParts(owners, limit),
    ...fixedParts(knex, 'state', STATE_SQL),
  ]);
  return {
    label: facetOf(counts, LABEL_FACET, limit, chosenLabels(labels)),
    format: facetOf(counts, 'format', limit, formats),
    owner: facetOf(counts, OWNER_FACET, limit, chosenOwners(owners)),
    state: facetOf(counts, 'state', limit, states),
  };
}
