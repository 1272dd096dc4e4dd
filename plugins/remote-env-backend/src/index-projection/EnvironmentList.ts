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
  /** Words that must occur in name, title, description or labels. */
  q?: string;
  state?: ConnectionState;
  /** Entity reference. */
  owner?: string;
}

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
    whereAllowed(query, request.filter);
    whereMatches(query, 'e.search', request.q);
    if (request.owner !== undefined) {
      query.where('e.owner', normalizeEntityRef(request.owner));
    }
    if (request.state === 'deleting') {
      query.where('e.deleting', true);
    } else if (request.state === 'requested') {
      query.where('e.deleting', false).whereNull('a.verdict');
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
      { key: 'e.sort_key', name: 'e.object_name' },
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
