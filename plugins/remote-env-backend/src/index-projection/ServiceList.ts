import {
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import {
  whereAllowed,
  whereMatches,
  type EnvironmentFilter,
} from './conditions';
import type { ServiceHealth } from '../service-health';
import { readPage, type Page, type PageRequest } from './paging';

/** Of services that do not answer. */
const MAX_EXAMPLES = 5;

export interface ServiceListRequest extends PageRequest {
  filter?: EnvironmentFilter;
  /** Words that must occur in names, provider, descriptions, labels or event types. */
  q?: string;
  environment?: { name: string; uid?: string };
  kind?: 'api' | 'events';
}

/** Reads the services that readers see: complete, and of an environment that exists. */
export class ServiceList {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex) {
    return new ServiceList(knex);
  }

  async list(request: ServiceListRequest): Promise<Page<RemoteService>> {
    const query = this.#knex({ s: 'index_services' })
      .join({ e: 'index_environments' }, join =>
        join
          .on('e.object_name', 's.environment')
          .andOn('e.uid', 's.environment_uid'),
      )
      .where('s.ready', true)
      .where('e.deleting', false);
    whereAllowed(query, request.filter);
    whereMatches(query, 's.search', request.q);
    if (request.environment) {
      query.where('s.environment', request.environment.name);
      if (request.environment.uid !== undefined) {
        query.where('s.environment_uid', request.environment.uid);
      }
    }
    if (request.kind !== undefined) {
      query.where(request.kind === 'api' ? 's.has_api' : 's.has_events', true);
    }
    const page = await readPage<{ document: string }>(
      query,
      { document: 's.document' },
      { key: 's.sort_key', name: 's.object_name' },
      request,
    );
    return {
      ...page,
      items: page.items.map(row =>
        RemoteServiceKind.schema.parse(JSON.parse(row.document)),
      ),
    };
  }

  /** How the services of an environment answer, with names of some that do not. */
  async health(environmentUid: string): Promise<ServiceHealth> {
    const of = (healthy: boolean) =>
      this.#knex('index_services').where({
        environment_uid: environmentUid,
        ready: true,
        healthy,
      });
    const [answering, failing, examples] = await Promise.all([
      of(true).count<{ n: number | string }>({ n: '*' }).first(),
      of(false).count<{ n: number | string }>({ n: '*' }).first(),
      of(false)
        .select<{ service_name: string }[]>('service_name')
        .orderBy('sort_key')
        .orderBy('object_name')
        .limit(MAX_EXAMPLES),
    ]);
    return {
      answering: Number(answering?.n ?? 0),
      failing: Number(failing?.n ?? 0),
      examples: examples.map(row => row.service_name),
    };
  }

  /** Id of the service of this environment, complete or not, that has this readable name. */
  async holderOf(
    environmentUid: string,
    name: string,
  ): Promise<string | undefined> {
    const row = await this.#knex('index_services')
      .where({ environment_uid: environmentUid, service_name: name })
      .first('service_id');
    return row?.service_id;
  }

  /** Readable names by id; what is not there is left out. */
  async names(ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.#knex('index_services')
      .select<{ document: string }[]>('document')
      .whereIn('service_id', [...new Set(ids)]);
    return new Map(
      rows.map(row => {
        const { spec } = RemoteServiceKind.schema.parse(
          JSON.parse(row.document),
        );
        return [spec.id, spec.name];
      }),
    );
  }
}
