import {
  KubernetesServiceKind,
  SERVICE_ANNOTATION,
  SERVICE_LABEL,
  serviceObjectName,
  type KubernetesService,
  type RemoteServiceManifest,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import {
  BY_ENVIRONMENT,
  Pauses,
  ResourceCache,
  type ServiceView,
  type ViewChange,
} from '@remote-env/plugin-remote-env-node';
import { KeyedQueue } from '../../keeping';
import { MANAGED_LABELS } from '../objects/managed';
import { keepService, type KeeperContext } from './keepService';
import { needsLook } from './needsLook';
import { namedSecrets } from './serviceCredentials';
import { EnvironmentMetadataKind, SecretMetadataKind } from './views';

export interface ServiceKeeperOptions {
  /** Shared with others: it does not end with the keeper. */
  services: ServiceView;
  /** Told the name of each Secret of the system namespace that is deleted. */
  onSecretGone?: (name: string) => void;
  /** Between two looks at everything. Default 5 minutes. */
  resyncMs?: number;
  /** Between a change and the look at it. Default 200 ms. */
  settleMs?: number;
}

const RESYNC_MS = 5 * 60_000;

/**
 * Keeps services and what belongs to them as they should be: watches them, their Kubernetes Services and their
 * Secrets (without what these hold), and from time to time looks at all of them. Each portal has one; they do not
 * get into each other's way (`keepService`).
 */
export class ServiceKeeper {
  readonly #context: KeeperContext;
  readonly #queue: KeyedQueue;
  readonly #services: ServiceView;
  readonly #apiServices: ResourceCache<KubernetesService>;
  readonly #secrets: ResourceCache<Resource>;
  readonly #environments: ResourceCache<Resource>;
  readonly #timer: NodeJS.Timeout;
  #unfollow = () => {};
  #closed = false;

  /** Resolves when all of it has been read. */
  readonly ready: Promise<void>;

  static start(
    context: KeeperContext,
    options: ServiceKeeperOptions,
  ): ServiceKeeper {
    return new ServiceKeeper(context, options);
  }

  private constructor(context: KeeperContext, options: ServiceKeeperOptions) {
    this.#context = context;
    const { logger, namespace, resources } = context;
    this.#queue = KeyedQueue.create({
      work: name => this.#look(name),
      what: 'service',
      logger,
      settleMs: options.settleMs,
    });
    this.#services = options.services.index('secret', ({ spec }) =>
      namedSecrets(spec).map(({ name }) => name),
    );
    this.#apiServices = ResourceCache.start(resources, KubernetesServiceKind, {
      namespace,
      labels: MANAGED_LABELS,
      logger,
    });
    this.#secrets = ResourceCache.start(resources, SecretMetadataKind, {
      namespace,
      packed: true,
      logger,
    });
    this.#environments = ResourceCache.start(
      resources,
      EnvironmentMetadataKind,
      { namespace, logger },
    );
    this.ready = Promise.all([
      this.#services.ready,
      this.#apiServices.ready,
      this.#secrets.ready,
      this.#environments.ready,
    ]).then(() => {
      this.#follow(options.onSecretGone);
      return this.#lookAtAll();
    });
    // Closed before everything was read.
    this.ready.catch(() => {});
    this.#timer = setInterval(
      () => void this.#lookAtAll(),
      options.resyncMs ?? RESYNC_MS,
    );
    this.#timer.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#unfollow();
    await Promise.all([
      this.#apiServices.close(),
      this.#secrets.close(),
      this.#environments.close(),
    ]);
    await this.#queue.close();
  }

  #follow(onSecretGone: ((name: string) => void) | undefined): void {
    this.#unfollow = this.#services.onChange(({ type, object }) => {
      if (type !== 'DELETED') {
        this.#queue.add(object.metadata.name);
      }
    });
    this.#apiServices.onChange(change => {
      for (const { metadata } of statesOf(change)) {
        this.#add(metadata.labels?.[SERVICE_LABEL]);
      }
    });
    this.#secrets.onChange(change => {
      const { name } = change.object.metadata;
      for (const { metadata } of statesOf(change)) {
        this.#add(metadata.annotations?.[SERVICE_ANNOTATION]);
      }
      for (const { metadata } of this.#services.byIndex('secret', name)) {
        this.#queue.add(metadata.name);
      }
      if (change.type === 'DELETED') {
        onSecretGone?.(name);
      }
    });
    this.#environments.onChange(change => {
      if (isSameEnvironment(change)) {
        return;
      }
      const { name } = change.object.metadata;
      for (const { metadata } of this.#services.valuesByIndex(
        BY_ENVIRONMENT,
        name,
      )) {
        this.#queue.add(metadata.name);
      }
    });
  }

  #add(service: string | undefined): void {
    if (service !== undefined && this.#services.get(service)) {
      this.#queue.add(service);
    }
  }

  async #lookAtAll(): Promise<void> {
    const pauses = Pauses.create();
    for (const service of this.#services.values()) {
      if (this.#closed) {
        return;
      }
      if (this.#needsLook(service)) {
        this.#queue.add(service.metadata.name);
      }
      await pauses.whenDue();
    }
  }

  async #look(name: string): Promise<void> {
    const service = this.#services.get(name);
    if (service && this.#needsLook(service)) {
      await keepService(this.#context, name);
    }
  }

  #needsLook(service: RemoteServiceManifest): boolean {
    const { metadata, spec } = service;
    const { servicePerApi, hostSuffix } = this.#context;
    return needsLook(service, {
      environment: this.#environments.get(spec.environment.name),
      apiService: this.#apiServices.get(
        serviceObjectName(spec.environment.name, metadata.name),
      ),
      secret: secret => this.#secrets.get(secret),
      servicePerApi,
      hostSuffix,
    });
  }
}

/** Its status changes all the time, which is nothing to its services, of which there may be thousands. */
function isSameEnvironment(change: ViewChange<Resource>): boolean {
  if (change.type !== 'MODIFIED') {
    return false;
  }
  const { object, previous } = change;
  return (
    object.metadata.uid === previous.metadata.uid &&
    object.metadata.deletionTimestamp === previous.metadata.deletionTimestamp
  );
}

/** An object as it is, and as it was. */
function statesOf<T extends Resource>(change: ViewChange<T>): T[] {
  return change.type === 'MODIFIED'
    ? [change.object, change.previous]
    : [change.object];
}
