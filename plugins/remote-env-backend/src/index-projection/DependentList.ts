import {
  ClientCertificateKind,
  EventSubscriptionKind,
  RemoteServiceBindingKind,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { whereAllowed, type EnvironmentFilter } from './conditions';
import { readPage, type Page, type PageRequest } from './paging';

export interface DependentListRequest extends PageRequest {
  filter?: EnvironmentFilter;
  environment?: { name: string; uid?: string };
  serviceId?: string;
  /** Of certificates: those that are neither revoked nor expired, or the others. */
  validity?: { state: 'current' | 'former'; now: Date };
}

/** Reads what belongs to environments that exist: newest first. */
export class DependentList<T extends Resource> {
  readonly #knex: Knex;
  readonly #kind: ResourceKind<T>;
  readonly #table: string;
  readonly #newest: string;

  private constructor(
    knex: Knex,
    source: { kind: ResourceKind<T>; table: string; newest: string },
  ) {
    this.#knex = knex;
    this.#kind = source.kind;
    this.#table = source.table;
    this.#newest = source.newest;
  }

  static certificates(knex: Knex) {
    return new DependentList(knex, {
      kind: ClientCertificateKind,
      table: 'index_certificates',
      newest: 'd.not_before',
    });
  }

  static bindings(knex: Knex) {
    return new DependentList(knex, {
      kind: RemoteServiceBindingKind,
      table: 'index_bindings',
      newest: 'd.created_at',
    });
  }

  static subscriptions(knex: Knex) {
    return new DependentList(knex, {
      kind: EventSubscriptionKind,
      table: 'index_subscriptions',
      newest: 'd.created_at',
    });
  }

  async list(request: DependentListRequest): Promise<Page<T>> {
    const query = this.#knex({ d: this.#table }).join(
      { e: 'index_environments' },
      join =>
        join
          .on('e.object_name', 'd.environment')
          .andOn('e.uid', 'd.environment_uid'),
    );
    whereAllowed(query, request.filter);
    if (request.environment) {
      query.where('d.environment', request.environment.name);
      if (request.environment.uid !== undefined) {
        query.where('d.environment_uid', request.environment.uid);
      }
    }
    if (request.serviceId !== undefined) {
      query.where('d.service_id', request.serviceId);
    }
    if (request.validity) {
      whereValidity(query, request.validity);
    }
    const page = await readPage<{ document: string }>(
      query,
      { document: 'd.document' },
      { columns: [this.#newest, 'd.object_name'], descending: true },
      request,
    );
    return {
      ...page,
      items: page.items.map(row =>
        this.#kind.schema.parse(JSON.parse(row.document)),
      ),
    };
  }
}

function whereValidity(
  query: Knex.QueryBuilder,
  { state, now }: NonNullable<DependentListRequest['validity']>,
): void {
  const at = now.toISOString();
  if (state === 'current') {
    query.whereNull('d.revoked_at').where('d.not_after', '>', at);
  } else {
    query.where(ended =>
      ended.whereNotNull('d.revoked_at').orWhere('d.not_after', '<=', at),
    );
  }
}
