import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  type ConnectionApproval,
  type ConnectionState,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { normalizeEntityRef } from '@remote-env/plugin-remote-env-node/permissions';
import type { Knex } from 'knex';
import {
  whereAllowed,
  whereMatches,
  type EnvironmentFilter,
} from './conditions';
import { ENVIRONMENT_ORDERS, type EnvironmentOrder } from './environmentOrders';
import {
  countParts,
  facetOf,
  MATCHING,
  whereChosen,
  type Choice,
  type Facet,
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
import { readPage, type Page, type PageRequest } from './paging';
import { labelLine } from './projections';

/** An environment with what other objects say about it. */
export interface IndexedEnvironment {
  environment: RemoteEnvironment;
  /** Of this very uid. */
  approval?: ConnectionApproval;
  serviceCount: number;
  /** When the last of its certificates that was not revoked expires. */
  certificatesEndAt?: string;
}

/** Which environments somebody looks for. Values of one facet are alternatives, all facets have to be met. */
export interface EnvironmentSearch {
  filter?: EnvironmentFilter;
  /** Further ones. */
  filters?: Filters;
  /** Words that must occur in name, title, description or labels. */
  q?: string;
  /** `key=value`, or a key with any value; each key is a facet of its own. */
  labels?: readonly string[];
  /** Entity references. */
  owners?: readonly string[];
  states?: readonly ConnectionState[];
}

export interface EnvironmentFacets {
  label: Facet;
  owner: Facet;
  state: Facet;
}

export interface EnvironmentListRequest extends EnvironmentSearch, PageRequest {
  state?: ConnectionState;
  /** Only those that wait for an approval, whether or not some were given. */
  waiting?: boolean;
  /** Entity reference. */
  owner?: string;
  /** `key=value`, or a key with any value, in upper or lower case. */
  label?: string;
  /** By name unless said otherwise. */
  order?: EnvironmentOrder;
}

/** Several conditions on whom the reader may see; all have to hold. */
type Filters = readonly (EnvironmentFilter | undefined)[];

const LABELS: LabelSource = {
  table: 'index_environment_labels',
  objectName: 'e.object_name',
};

/** As `connectionState` has it; nobody has decided on what has no approval. */
const STATE = `case when e.deleting then 'deleting' else coalesce(a.verdict, 'requested') end`;

interface Row {
  document: string;
  approval: string | null;
  services: number | string;
  certificates_end_at: string | null;
}

const CERTIFICATES = 'index_certificates';

/** Reads environments from the index. */
export class EnvironmentList {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex) {
    return new EnvironmentList(knex);
  }

  async list(
    request: EnvironmentListRequest,
  ): Promise<Page<IndexedEnvironment>> {
    const query = matching(this.#knex, request);
    whereChosen(query, choicesOf(request));
    if (request.owner !== undefined) {
      query.where('e.owner', normalizeEntityRef(request.owner));
    }
    if (request.label !== undefined) {
      whereLabelled(query, request.label);
    }
    if (request.waiting) {
      query
        .where('e.deleting', false)
        .where(open => void whereRequested(open).orWhere('a.incomplete', true));
    }
    if (request.state === 'deleting') {
      query.where('e.deleting', true);
    } else if (request.state === 'requested') {
      query.where('e.deleting', false).where(open => void whereRequested(open));
    } else if (request.state !== undefined) {
      query.where('e.deleting', false).where('a.verdict', request.state);
    }
    const page = await readPage<Row>(
      query,
      {
        document: 'e.document',
        approval: 'a.document',
        services: this.#knex({ s: 'index_services' })
          .count('*')
          .where('s.ready', true)
          .whereRaw('s.environment_uid = e.uid'),
        certificates_end_at: this.#knex({ c: CERTIFICATES })
          .max('c.not_after')
          .whereNull('c.revoked_at')
          .whereRaw('c.environment_uid = e.uid'),
      },
      ENVIRONMENT_ORDERS[request.order ?? 'name'],
      request,
    );
    return {
      ...page,
      items: page.items.map(row => ({
        environment: RemoteEnvironmentKind.schema.parse(
          JSON.parse(row.document),
        ),
        ...(row.approval !== null && {
          approval: ConnectionApprovalKind.schema.parse(
            JSON.parse(row.approval),
          ),
        }),
        serviceCount: Number(row.services),
        certificatesEndAt: row.certificates_end_at ?? undefined,
      })),
    };
  }

  /**
   * How many environments have which label, owner and state.
   *
   * @param options - values of each facet at most, and words that must occur in labels
   */
  async facets(
    wanted: EnvironmentSearch,
    { limit, labelWords }: { limit: number; labelWords?: string },
  ): Promise<EnvironmentFacets> {
    const { labels = [], owners = [], states = [] } = wanted;
    const knex = this.#knex;
    const counts = await countParts(
      knex,
      matching(knex, wanted).select('e.object_name', 'e.owner', {
        state: knex.raw(STATE),
      }),
      choicesOf(wanted),
      [
        ...labelParts(knex, LABELS, labels, { words: labelWords, limit }),
        ...ownerParts(owners, limit),
        {
          facet: STATE_FACET,
          own: STATE_FACET,
          counts: rows =>
            rows
              .select({ value: `${MATCHING}.state` })
              .count({ n: '*' })
              .groupBy(`${MATCHING}.state`),
        },
      ],
    );
    return {
      label: facetOf(counts, LABEL_FACET, limit, chosenLabels(labels)),
      owner: facetOf(counts, OWNER_FACET, limit, chosenOwners(owners)),
      state: facetOf(counts, STATE_FACET, limit, states),
    };
  }

  /** How many services of this environment readers see. */
  async serviceCount(environmentUid: string): Promise<number> {
    const row = await this.#knex('index_services')
      .where({ environment_uid: environmentUid, ready: true })
      .count({ total: '*' })
      .first();
    return Number(row?.total ?? 0);
  }

  /** When the last of its certificates that was not revoked expires; undefined when it has none. */
  async certificatesEndAt(environmentUid: string): Promise<string | undefined> {
    const row = await this.#knex<{
      environment_uid: string;
      revoked_at: string | null;
      not_after: string;
    }>(CERTIFICATES)
      .where('environment_uid', environmentUid)
      .whereNull('revoked_at')
      .max({ end: 'not_after' })
      .first();
    return row?.end ?? undefined;
  }
}

/** Environments, `e`, that the reader sees and that the words are in, with their approvals, `a`. */
function matching(
  knex: Knex,
  { filter, filters = [], q }: EnvironmentSearch,
): Knex.QueryBuilder {
  const query = knex({ e: 'index_environments' }).leftJoin(
    { a: 'index_approvals' },
    join =>
      join
        .on('a.object_name', 'e.object_name')
        .andOn('a.environment_uid', 'e.uid'),
  );
  for (const each of [filter, ...filters]) {
    whereAllowed(query, each);
  }
  return whereMatches(query, 'e.search', q);
}

const STATE_FACET = 'state';

function choicesOf(wanted: EnvironmentSearch): Choice[] {
  const { labels = [], owners = [], states = [] } = wanted;
  return [
    ...labelChoices(LABELS, labels),
    ...ownerChoices(owners),
    ...(states.length > 0
      ? [
          {
            id: STATE_FACET,
            sql: `${STATE} in (${states.map(() => '?').join(', ')})`,
            bindings: states,
          },
        ]
      : []),
  ];
}

/** Nobody has decided, or not enough have approved. */
function whereRequested(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.whereNull('a.verdict').orWhere('a.verdict', 'requested');
}

function whereLabelled(query: Knex.QueryBuilder, label: string): void {
  const line = labelLine(label).replace(/[!%_]/g, '!$&');
  query.whereRaw("e.labels like ? escape '!'", [
    line.includes('=') ? `%\n${line}\n%` : `%\n${line}=%`,
  ]);
}
