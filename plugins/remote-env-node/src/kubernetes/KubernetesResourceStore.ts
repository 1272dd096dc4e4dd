import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  NewResource,
  ObjectMeta,
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
} from '../ports';
import {
  PortError,
  ResourceConflictError,
  ResourceInvalidError,
  ResourceNotFoundError,
} from '../ports/errors';
import { checkSelection, isName } from '../resources/rules';
import { collectionPath, objectPath } from './addresses';
import { KnownVersions } from './KnownVersions';
import { KubernetesApi } from './KubernetesApi';
import { listResources } from './listResources';
import type { PooledKubeConfig } from './PooledKubeConfig';
import { toPortError, type Attempt } from './portErrors';
import {
  changeOf,
  creationOf,
  readObject,
  statusChangeOf,
} from './ResourceCodec';
import { watchResources } from './watchResources';

export interface KubernetesResourceStoreSettings {
  config: PooledKubeConfig;
  api: KubernetesApi;
  /** How long a stream of a watch lasts before it is opened again. */
  watchStreamSeconds: number;
  logger?: LoggerService;
}

const MERGE_PATCH = 'application/merge-patch+json';

/**
 * The resource store on a Kubernetes API server: custom resources, and Secrets as they are. Writes are merge patches
 * of exactly what changes, bound to the version that they are based on; so fields that this version does not know
 * survive it.
 */
export class KubernetesResourceStore implements ResourceStore {
  readonly #settings: KubernetesResourceStoreSettings;
  readonly #api: KubernetesApi;
  readonly #known = KnownVersions.create();
  readonly #closing = new AbortController();

  static create(settings: KubernetesResourceStoreSettings) {
    return new KubernetesResourceStore(settings);
  }

  private constructor(settings: KubernetesResourceStoreSettings) {
    this.#settings = settings;
    this.#api = settings.api;
  }

  async create<T extends Resource>(
    kind: ResourceKind<T>,
    object: NewResource<T>,
  ): Promise<T> {
    const body = creationOf(kind, object);
    const { namespace } = object.metadata;
    const answer = await this.#ask(attempt('create', kind, object.metadata), {
      method: 'POST',
      path: collectionPath(kind, namespace),
      body,
    });
    return this.#read(kind, answer);
  }

  async get<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
  ): Promise<T | undefined> {
    if (!isName(name)) {
      return undefined;
    }
    try {
      const answer = await this.#ask(attempt('get', kind, name), {
        method: 'GET',
        path: objectPath(kind, name),
      });
      return this.#read(kind, answer);
    } catch (error) {
      if (error instanceof ResourceNotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  async list<T extends Resource>(
    kind: ResourceKind<T>,
    options: ListOptions = {},
  ): Promise<ResourceList<T>> {
    checkSelection(options);
    return listResources(this.#api, kind, options, this.#settings.logger);
  }

  async update<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T> {
    return this.#write(kind, object, changeOf);
  }

  async updateStatus<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
  ): Promise<T> {
    if (!kind.hasStatus) {
      throw new ResourceInvalidError(`${kind.kind} has no status`);
    }
    return this.#write(kind, object, statusChangeOf, '/status');
  }

  async delete<T extends Resource>(
    kind: ResourceKind<T>,
    name: ResourceName,
    preconditions: DeletePreconditions = {},
  ): Promise<void> {
    if (!isName(name)) {
      throw notThere(kind, name);
    }
    const { uid, resourceVersion } = preconditions;
    await this.#settled(
      kind,
      { ...name, uid },
      this.#ask(attempt('delete', kind, name), {
        method: 'DELETE',
        path: objectPath(kind, name),
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: 'Background',
          preconditions: { uid, resourceVersion },
        },
      }),
    );
  }

  async *watch<T extends Resource>(
    kind: ResourceKind<T>,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    checkSelection(options);
    const { config, watchStreamSeconds, logger } = this.#settings;
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    yield* watchResources({
      config,
      kind,
      options: { ...options, signal },
      streamSeconds: watchStreamSeconds,
      logger,
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#api.close();
  }

  /** @param changeFrom - the change that makes of the stored object what it should be */
  async #write<T extends Resource>(
    kind: ResourceKind<T>,
    object: T,
    changeFrom: (
      kind: ResourceKind<T>,
      current: T,
      object: T,
    ) => object | undefined,
    subresource = '',
  ): Promise<T> {
    const known = this.#known.get(kind, object.metadata);
    const change = known && changeFrom(kind, known, object);
    if (known && change) {
      return this.#patch(kind, known, change, subresource);
    }
    const current = await this.#basis(kind, object.metadata);
    return this.#patch(
      kind,
      current,
      changeFrom(kind, current, object),
      subresource,
    );
  }

  #read<T extends Resource>(kind: ResourceKind<T>, answer: unknown): T {
    const object = readObject(kind, answer);
    this.#known.keep(kind, object, answer);
    return object;
  }

  /** @returns the object that an update is based on; throws when it is not the stored one any more */
  async #basis<T extends Resource>(
    kind: ResourceKind<T>,
    metadata: ObjectMeta,
  ): Promise<T> {
    const current = await this.get(kind, metadata);
    if (!current || current.metadata.uid !== metadata.uid) {
      throw notThere(kind, metadata);
    }
    const { resourceVersion } = current.metadata;
    if (resourceVersion !== metadata.resourceVersion) {
      throw new ResourceConflictError(
        `${kind.kind} ${metadata.namespace}/${metadata.name} has changed: it is at version ${resourceVersion}, not ${metadata.resourceVersion}`,
      );
    }
    return current;
  }

  /** @param change - a merge patch that names the version; undefined when there is nothing to do */
  async #patch<T extends Resource>(
    kind: ResourceKind<T>,
    current: T,
    change: object | undefined,
    subresource: string,
  ): Promise<T> {
    if (change === undefined) {
      return current;
    }
    const { metadata } = current;
    const answer = await this.#settled(
      kind,
      metadata,
      this.#ask(attempt('update', kind, metadata), {
        method: 'PATCH',
        path: `${objectPath(kind, metadata)}${subresource}`,
        body: change,
        contentType: MERGE_PATCH,
      }),
    );
    return this.#read(kind, answer);
  }

  /** A conflict with an object of another uid means that the one meant is gone (decision 0002, rule 3). */
  async #settled<T>(
    kind: ResourceKind,
    name: ResourceName & { uid?: string },
    writing: Promise<T>,
  ): Promise<T> {
    try {
      return await writing;
    } catch (error) {
      if (error instanceof ResourceConflictError && name.uid !== undefined) {
        const now = await this.get(kind, name);
        if (now?.metadata.uid !== name.uid) {
          throw notThere(kind, name);
        }
      }
      throw error;
    }
  }

  async #ask(
    what: Attempt,
    request: Parameters<KubernetesApi['request']>[0],
  ): Promise<unknown> {
    try {
      return await this.#api.request(request);
    } catch (error) {
      throw toPortError(error, what);
    }
  }
}

function attempt(
  verb: Attempt['verb'],
  kind: ResourceKind,
  { namespace, name }: ResourceName,
): Attempt {
  return { verb, kind, path: `${namespace}/${name}` };
}

function notThere(
  kind: ResourceKind,
  { namespace, name }: ResourceName,
): PortError {
  return new ResourceNotFoundError(
    `${kind.kind} ${namespace}/${name} does not exist`,
  );
}
