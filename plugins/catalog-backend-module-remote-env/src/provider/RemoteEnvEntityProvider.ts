import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import {
  changesMoreThanStatus,
  ResourceCache,
  type ResourceStore,
  type ServiceView,
  type ViewChange,
} from '@remote-env/plugin-remote-env-node';
import type { EntityOptions } from '../config';
import { DesiredEntities, type Views } from './DesiredEntities';
import { GivenEntities, type Subject } from './GivenEntities';
import { PROVIDER_NAME } from './providerName';

export interface RemoteEnvEntityProviderOptions {
  store: ResourceStore;
  /** Shared with others: it does not end with the provider. */
  services: ServiceView;
  /** The system namespace. */
  namespace: string;
  entities: EntityOptions;
  logger: LoggerService;
}

/** Changes that come within this time go to the catalog together. */
const GATHER_MS = 50;
const RETRY_MS = { first: 1000, last: 30_000 };

/**
 * Keeps the catalog in step with the resource store. The views are the truth: entities are always computed whole
 * from them, and what the catalog was given is compared with that.
 *
 * The first mutation is a full one, after complete lists of all kinds, so that a restart removes what went away
 * meanwhile. From then on changes are deltas. While a list or a watch fails the views stay as they were, so that no
 * failure of the store ever takes entities away; a failed mutation is repeated until it passes.
 */
export class RemoteEnvEntityProvider implements EntityProvider {
  readonly #options: RemoteEnvEntityProviderOptions;
  readonly #closing = new AbortController();
  readonly #given = new GivenEntities();
  readonly #changed = new Set<Subject>();
  #views: Views | undefined;
  #running: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  static create(
    options: RemoteEnvEntityProviderOptions,
  ): RemoteEnvEntityProvider {
    return new RemoteEnvEntityProvider(options);
  }

  private constructor(options: RemoteEnvEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return PROVIDER_NAME;
  }

  /** Begins to follow the store; the catalog's start does not wait for it. */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const views = this.#follow();
    this.#views = views;
    const desired = DesiredEntities.create(views, this.#options.entities);
    this.#running = this.#run(connection, views, desired);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    const { environments, approvals } = this.#views ?? {};
    await Promise.all([environments?.close(), approvals?.close()]);
    await this.#running;
  }

  #follow(): Views {
    const { store, services, namespace, logger } = this.#options;
    const { signal } = this.#closing;
    const follow = <T extends Resource & { spec: unknown }>(
      kind: ResourceKind<T>,
    ) =>
      ResourceCache.start(store, kind, {
        namespace,
        logger,
        signal,
        onEvent: change =>
          this.#note(`environment/${change.object.metadata.name}`, change),
      });
    const unfollow = services.onChange(change =>
      this.#note(`service/${change.object.metadata.name}`, change),
    );
    signal.addEventListener('abort', unfollow, { once: true });
    return {
      environments: follow(RemoteEnvironmentKind),
      approvals: follow(ConnectionApprovalKind),
      services,
    };
  }

  #note<T extends Resource & { spec: unknown }>(
    subject: Subject,
    change: ViewChange<T>,
  ): void {
    if (changesMoreThanStatus(change)) {
      this.#changed.add(subject);
      this.#wake();
    }
  }

  async #run(
    connection: EntityProviderConnection,
    views: Views,
    desired: DesiredEntities,
  ): Promise<void> {
    const { signal } = this.#closing;
    try {
      await Promise.race([
        Promise.all(Object.values(views).map(({ ready }) => ready)),
        once(signal, 'abort'),
      ]);
    } catch {
      // As below.
    }
    if (signal.aborted) {
      // Closed before the store could be read: the catalog keeps what it has.
      return;
    }
    await this.#untilDone(() => this.#giveAll(connection, desired));
    while (!this.#closing.signal.aborted) {
      await this.#somethingChanged();
      await this.#untilDone(() => this.#giveChanges(connection, desired));
    }
  }

  async #somethingChanged(): Promise<void> {
    if (this.#changed.size === 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    await this.#pause(GATHER_MS);
  }

  /** Every step may be repeated: what the catalog was given is noted only once it has taken it. */
  async #untilDone(step: () => Promise<void>): Promise<void> {
    let delay = RETRY_MS.first;
    while (!this.#closing.signal.aborted) {
      try {
        await step();
        return;
      } catch (error) {
        this.#options.logger.warn(
          `The catalog did not take the entities of remote environments, to be tried again: ${error}`,
        );
        await this.#pause(delay);
        delay = Math.min(delay * 2, RETRY_MS.last);
      }
    }
  }

  async #giveAll(
    connection: EntityProviderConnection,
    desired: DesiredEntities,
  ): Promise<void> {
    // What was noted until now is in the views.
    this.#changed.clear();
    const entities = desired.all();
    await connection.applyMutation({
      type: 'full',
      entities: [...entities.values()].map(entity => this.#deferred(entity)),
    });
    entities.forEach((entity, reference) => this.#given.set(reference, entity));
    this.#options.logger.info(
      `The catalog holds ${entities.size} entities of remote environments`,
    );
  }

  async #giveChanges(
    connection: EntityProviderConnection,
    desired: DesiredEntities,
  ): Promise<void> {
    const subjects = [...this.#changed];
    this.#changed.clear();
    try {
      await this.#give(connection, subjects, desired);
    } catch (error) {
      subjects.forEach(subject => this.#changed.add(subject));
      throw error;
    }
  }

  async #give(
    connection: EntityProviderConnection,
    subjects: readonly Subject[],
    desired: DesiredEntities,
  ): Promise<void> {
    const wanted = new Map<string, Entity>();
    const known = new Set<string>();
    for (const subject of subjects) {
      desired
        .of(subject)
        .forEach((entity, reference) => wanted.set(reference, entity));
      this.#given.referencesOf(subject).forEach(each => known.add(each));
    }
    const added = [...wanted].filter(
      ([reference, entity]) => !this.#given.has(reference, entity),
    );
    const removed = [...known].filter(reference => !wanted.has(reference));
    if (added.length + removed.length === 0) {
      return;
    }
    await connection.applyMutation({
      type: 'delta',
      added: added.map(([, entity]) => this.#deferred(entity)),
      removed: removed.map(entityRef => ({
        entityRef,
        locationKey: this.getProviderName(),
      })),
    });
    added.forEach(([reference, entity]) => this.#given.set(reference, entity));
    removed.forEach(reference => this.#given.remove(reference));
  }

  #deferred(entity: Entity) {
    return { entity, locationKey: this.getProviderName() };
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, {
      signal: this.#closing.signal,
      ref: false,
    }).catch(() => {});
  }
}
