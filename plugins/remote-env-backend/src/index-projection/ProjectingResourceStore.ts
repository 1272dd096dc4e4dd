import type {
  NewResource,
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type {
  DeletePreconditions,
  ListOptions,
  ResourceList,
  ResourceName,
  ResourceStore,
  WatchEvent,
  WatchOptions,
} from '@remote-env/plugin-remote-env-node';

/** What has to know of every write. */
interface Projection {
  wrote(object: Resource, basedOn: string | undefined): Promise<void>;
  refresh(kind: string, name: string): Promise<void>;
}

/**
 * The store as the portal's own code writes to it: a write returns once the index shows it, so that whoever wrote
 * sees it in the next list.
 */
export class ProjectingResourceStore implements ResourceStore {
  readonly #store: ResourceStore;
  readonly #index: Projection;
  readonly #namespace: string;

  private constructor(
    store: ResourceStore,
    index: Projection,
    namespace: string,
  ) {
    this.#store = store;
    this.#index = index;
    this.#namespace = namespace;
  }

  /** @param options - `namespace`: the one that is projected */
  static create(options: {
    store: ResourceStore;
    index: Projection;
    namespace: string;
  }): ResourceStore {
    return new ProjectingResourceStore(
      options.store,
      options.index,
      options.namespace,
    );
  }

  async create<T extends Resource>(
    kind: ResourceKind<T>,
    object: NewResource<T>,
  ): Promise<T> {
    const created = await this.#store.create(kind, object);
    await this.#project(created, undefined);
    return created;
  }

  async update<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T> {
    const updated = await this.#store.update(kind, object);
    await this.#project(updated, object.metadata.resourceVersion);
    return updated;
  }

  async updateStatus<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T> {
    const updated = await this.#store.updateStatus(kind, object);
    await this.#project(updated, object.metadata.resourceVersion);
    return updated;
  }

  async delete<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
    preconditions?: DeletePreconditions,
  ): Promise<void> {
    await this.#store.delete(kind, name, preconditions);
    if (name.namespace === this.#namespace) {
      await this.#index.refresh(kind.kind, name.name);
    }
  }

  get<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
  ): Promise<T | undefined> {
    return this.#store.get(kind, name);
  }

  list<T extends Resource>(
    kind: ResourceKind<T>,
    options?: ListOptions,
  ): Promise<ResourceList<T>> {
    return this.#store.list(kind, options);
  }

  watch<T extends Resource>(
    kind: ResourceKind<T>,
    options: WatchOptions,
  ): AsyncIterable<WatchEvent<T>> {
    return this.#store.watch(kind, options);
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #project(object: Resource, basedOn: string | undefined): Promise<void> {
    const { namespace, name, deletionTimestamp, finalizers } = object.metadata;
    if (namespace !== this.#namespace) {
      return;
    }
    if (deletionTimestamp && !finalizers?.length) {
      // That write was the last one: it is gone.
      await this.#index.refresh(object.kind, name);
    } else {
      await this.#index.wrote(object, basedOn);
    }
  }
}
