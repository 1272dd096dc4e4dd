import { isDeepStrictEqual } from 'node:util';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  connectionState,
  type ConnectionApproval,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceCache,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { entitiesOf, LOCATION, type EntityDefaults } from './entities';

/** Changes that come together go together; what a reader waits at most is well below two seconds. */
const SETTLE_MS = 200;
const RETRY_MS = 5_000;
const BY_ENVIRONMENT = 'environment';

export interface RemoteEnvEntityProviderOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  defaults: EntityDefaults;
  logger: LoggerService;
}

/**
 * Remote environments and their services in the catalog, kept current by the store's watch.
 *
 * The first mutation is a full one, made only once complete lists of all kinds are in, so that it removes what went
 * away while nobody watched and nothing else; from then on only differences go to the catalog. A mutation that fails is
 * tried again, with everything that has changed since.
 */
export class RemoteEnvEntityProvider implements EntityProvider {
  readonly #options: RemoteEnvEntityProviderOptions;
  readonly #closing = new AbortController();
  #environments: ResourceCache<RemoteEnvironment> | undefined;
  #approvals: ResourceCache<ConnectionApproval> | undefined;
  #services: ResourceCache<RemoteService> | undefined;
  /** What the catalog has, by entity reference; undefined before the full mutation. */
  #known: Map<string, Entity> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();

  static create(options: RemoteEnvEntityProviderOptions) {
    return new RemoteEnvEntityProvider(options);
  }

  private constructor(options: RemoteEnvEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return 'remote-env';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    const { store, namespace, logger } = this.#options;
    const options = { namespace, logger, signal: this.#closing.signal };
    this.#environments = ResourceCache.start(
      store,
      RemoteEnvironmentKind,
      options,
    );
    this.#approvals = ResourceCache.start(
      store,
      ConnectionApprovalKind,
      options,
    );
    this.#services = ResourceCache.start(
      store,
      RemoteServiceKind,
      options,
    ).index(BY_ENVIRONMENT, service => service.spec.environment.uid);
    const caches = [this.#environments, this.#approvals, this.#services];
    Promise.all(caches.map(cache => cache.ready)).then(
      () => {
        for (const cache of caches) {
          cache.onChange(() => this.#schedule(connection, SETTLE_MS));
        }
        this.#schedule(connection, 0);
      },
      () => {},
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#working;
  }

  #schedule(connection: EntityProviderConnection, delayMs: number): void {
    if (this.#timer || this.#closing.signal.aborted) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#working = this.#working.then(() => this.#apply(connection));
    }, delayMs);
    this.#timer.unref();
  }

  async #apply(connection: EntityProviderConnection): Promise<void> {
    const wanted = new Map(
      this.#entities().map(entity => [stringifyEntityRef(entity), entity]),
    );
    try {
      if (this.#known) {
        await this.#applyDifference(connection, this.#known, wanted);
      } else {
        await connection.applyMutation({
          type: 'full',
          entities: [...wanted.values()].map(deferred),
        });
      }
      this.#known = wanted;
    } catch (error) {
      this.#options.logger.warn(
        `The catalog did not take the entities of remote environments; trying again: ${error}`,
      );
      this.#schedule(connection, RETRY_MS);
    }
  }

  async #applyDifference(
    connection: EntityProviderConnection,
    known: Map<string, Entity>,
    wanted: Map<string, Entity>,
  ): Promise<void> {
    const added = [...wanted]
      .filter(([ref, entity]) => !isDeepStrictEqual(known.get(ref), entity))
      .map(([, entity]) => deferred(entity));
    const removed = [...known.keys()]
      .filter(ref => !wanted.has(ref))
      .map(entityRef => ({ entityRef, locationKey: LOCATION }));
    if (added.length > 0 || removed.length > 0) {
      await connection.applyMutation({ type: 'delta', added, removed });
    }
  }

  #entities(): Entity[] {
    const approved = (this.#environments?.list() ?? []).filter(environment => {
      const approval = this.#approvals?.get(environment.metadata.name);
      const state = connectionState(environment, approval);
      // A suspended system is cut off, not forgotten.
      return state === 'approved' || state === 'suspended';
    });
    return entitiesOf(
      approved,
      ({ metadata }) =>
        (this.#services?.byIndex(BY_ENVIRONMENT, metadata.uid) ?? []).filter(
          service =>
            service.spec.phase === 'Ready' &&
            !service.metadata.deletionTimestamp,
        ),
      this.#options.defaults,
    );
  }
}

function deferred(entity: Entity): DeferredEntity {
  return { entity, locationKey: LOCATION };
}
