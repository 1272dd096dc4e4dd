import {
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import type { ServiceHealth } from '../service-health';
import { whereChosen } from './facets';
import {
  readPage,
  type ListOrder,
  type Page,
  type PageRequest,
} from './paging';
import {
  matchingServices,
  serviceChoices,
  serviceFacets,
  type ServiceFacets,
  type ServiceFilter,
} from './serviceFilter';

/** Of services that do not answer. */
const MAX_EXAMPLES = 5;

/** By title, by environment and then title, or by the last change; with a dash the other way round. */
export type ServiceSort =
  | 'name'
  | '-name'
  | 'environment'
  | '-environment'
  | 'changed'
  | '-changed';

export interface ServiceListRequest extends PageRequest, ServiceFilter {
  /** By name unless said otherwise. */
  sort?: ServiceSort;
}

const COLUMNS = {
  name: ['s.sort_key', 's.object_name'],
  environment: ['s.environment', 's.sort_key', 's.object_name'],
  changed: ['s.changed_at', 's.object_name'],
};

const ORDERS: Record<ServiceSort, ListOrder> = {
  name: { columns: COLUMNS.name },
  '-name': { columns: COLUMNS.name, descending: true, id: '-name' },
  environment: { columns: COLUMNS.environment, id: 'environment' },
  '-environment': {
    columns: COLUMNS.environment,
    descending: true,
    id: '-environment',
  },
  changed: { columns: COLUMNS.changed, id: 'changed' },
  '-changed': { columns: COLUMNS.changed, descending: true, id: '-changed' },
};

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
    const query = matchingServices(this.#knex, request);
    whereChosen(query, serviceChoices(request));
    const page = await readPage<{ document: string }>(
      query,
      { document: 's.document' },
      ORDERS[request.sort ?? 'name'],
      request,
    );
    return {
      ...page,
      items: page.items.map(row =>
        RemoteServiceKind.schema.parse(JSON.parse(row.document)),
      ),
    };
  }

  /**
   * How many services have which label, format, owner and state.
   *
   * @param options - values of each facet at most, and words that must occur in labels
   */
  facets(
    wanted: ServiceFilter,
    options: { limit: number; labelWords?: string },
  ): Promise<ServiceFacets> {
    return serviceFacets(this.#knex, wanted, options);
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
