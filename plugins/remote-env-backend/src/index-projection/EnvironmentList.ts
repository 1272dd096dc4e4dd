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

export interface EnvironmentListRequest extends PageRequest {
  filter?: EnvironmentFilter;
  /** Further ones. */
  filters?: Filters;
  /** Words that must occur in name, title, description or labels. */
  q?: string;
  state?: ConnectionState;
  /** Only those that wait for an approval, whether or not some were given. */
  waiting?: boolean;
  /** Entity reference. */
  owner?: string;
  /** `key=value`, or a key with any value. */
  label?: string;
  /** By title unless another one is named; `oldest` by age, `decided` by the last decision, the newest first. */
  order?: 'title' | 'oldest' | 'decided';
}

/** Several conditions on whom the reader may see; all have to hold. */
type Filters = readonly (EnvironmentFilter | undefined)[];

const ORDERS = {
  title: { key: 'e.sort_key', name: 'e.object_name' },
  oldest: { key: 'e.created_at', name: 'e.object_name' },
  decided: { key: 'a.decided_at', name: 'e.object_name', descending: true },
};

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
    const query = this.#knex({ e: 'index_environments' }).leftJoin(
      { a: 'index_approvals' },
      join =>
        join
          .on('a.object_name', 'e.object_name')
          .andOn('a.environment_uid', 'e.uid'),
    );
    for (const filter of [request.filter, ...(request.filters ?? [])]) {
      whereAllowed(query, filter);
    }
    whereMatches(query, 'e.search', request.q);
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
      ORDERS[request.order ?? 'title'],
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
