import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import {
  isCompleteService,
  type ConnectionApproval,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  BY_ENVIRONMENT,
  type ResourceCache,
  type ServiceView,
} from '@remote-env/plugin-remote-env-node';
import type { EntityOptions } from '../config';
import {
  apiEntities,
  isInCatalog,
  systemEntity,
  type Connection,
} from '../entities/entitiesOf';
import type { Subject } from './GivenEntities';

export interface Views {
  environments: ResourceCache<RemoteEnvironment>;
  approvals: ResourceCache<ConnectionApproval>;
  services: ServiceView;
}

/**
 * Services of one environment that are related to its System, the oldest ones. The catalog writes a System with all of
 * its relations anew whenever one comes or goes: with ten thousand of them that is all it would do.
 */
const RELATED = 200;

/** What the catalog should hold, computed from the views; nothing is remembered here. */
export class DesiredEntities {
  readonly #views: Views;
  readonly #options: EntityOptions;

  static create(views: Views, options: EntityOptions): DesiredEntities {
    return new DesiredEntities(views, options);
  }

  private constructor(views: Views, options: EntityOptions) {
    this.#views = views;
    this.#options = options;
  }

  /** Entities by reference. */
  of(subject: Subject): Map<string, Entity> {
    const [kind, name = ''] = subject.split('/');
    return kind === 'service'
      ? this.#ofService(name)
      : this.#ofEnvironment(name);
  }

  all(): Map<string, Entity> {
    const entities = new Map<string, Entity>();
    for (const { metadata } of this.#views.environments.list()) {
      for (const [reference, entity] of this.#ofEnvironment(metadata.name)) {
        entities.set(reference, entity);
      }
    }
    return entities;
  }

  #ofEnvironment(name: string): Map<string, Entity> {
    const connection = this.#connection(name);
    if (!connection) {
      return new Map();
    }
    const services = this.#views.services
      .byIndex(BY_ENVIRONMENT, name)
      .filter(isCompleteService);
    const related = new Set([...services].sort(byAge).slice(0, RELATED));
    return byReference([
      systemEntity(connection, this.#options),
      ...services.flatMap(service =>
        apiEntities(connection, service, {
          ...this.#options,
          isRelated: related.has(service),
        }),
      ),
    ]);
  }

  #ofService(id: string): Map<string, Entity> {
    const service = this.#views.services.get(id);
    if (!service || !isCompleteService(service)) {
      return new Map();
    }
    const connection = this.#connection(service.spec.environment.name);
    return byReference(
      connection
        ? apiEntities(connection, service, {
            ...this.#options,
            isRelated: this.#isRelated(service),
          })
        : [],
    );
  }

  /** Ends as soon as there are enough older ones, so that a new service costs no more among thousands. */
  #isRelated(service: RemoteService): boolean {
    let older = 0;
    for (const other of this.#views.services.valuesByIndex(
      BY_ENVIRONMENT,
      service.spec.environment.name,
    )) {
      older += isCompleteService(other) && byAge(other, service) < 0 ? 1 : 0;
      if (older >= RELATED) {
        return false;
      }
    }
    return true;
  }

  #connection(name: string): Connection | undefined {
    const environment = this.#views.environments.get(name);
    const connection = environment && {
      environment,
      approval: this.#views.approvals.get(name),
    };
    return connection && isInCatalog(connection) ? connection : undefined;
  }
}

/** The oldest first; of those of one second, in the order of their names. */
function byAge(
  { metadata: a }: RemoteService,
  { metadata: b }: RemoteService,
): number {
  return (
    compare(a.creationTimestamp, b.creationTimestamp) || compare(a.name, b.name)
  );
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function byReference(entities: Entity[]): Map<string, Entity> {
  return new Map(entities.map(entity => [stringifyEntityRef(entity), entity]));
}
