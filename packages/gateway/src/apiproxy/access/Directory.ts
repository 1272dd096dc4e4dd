import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  CalledServiceKind,
  type ConnectionApproval,
  type RemoteEnvironment,
  type CalledService,
  type RemoteServiceBinding,
  type Resource,
  type ResourceKind,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceCache,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { hash, timingSafeEqual } from 'node:crypto';
import type { Logger } from '../../process/Logger';

/** What the API proxy decides by, kept up to date by watches: reading never waits. */
export class Directory {
  readonly #environments: ResourceCache<RemoteEnvironment>;
  readonly #approvals: ResourceCache<ConnectionApproval>;
  readonly #services: ResourceCache<CalledService>;
  readonly #bindings: ResourceCache<RemoteServiceBinding>;
  readonly #caches: readonly Pick<
    ResourceCache<Resource>,
    'ready' | 'ageSeconds' | 'close'
  >[];

  /** Resolves once everything has been read; rejects when closed before. */
  readonly ready: Promise<void>;

  /** @param namespace - the system namespace */
  static start(options: {
    store: ResourceStore;
    namespace: string;
    logger: Logger;
    /** Called after each change. */
    onChange: () => void;
  }): Directory {
    return new Directory(options);
  }

  private constructor({
    store,
    namespace,
    logger,
    onChange,
  }: Parameters<typeof Directory.start>[0]) {
    const follow = <T extends Resource>(
      kind: ResourceKind<T>,
      options: { mayLag?: boolean; packed?: boolean } = {},
    ) =>
      ResourceCache.start(store, kind, {
        ...options,
        namespace,
        logger,
        onEvent: onChange,
      });
    this.#environments = follow(RemoteEnvironmentKind);
    this.#approvals = follow(ConnectionApprovalKind);
    // There are thousands, and none of them lets anybody in: that is said by the other kinds.
    this.#services = follow(CalledServiceKind, {
      mayLag: true,
      packed: true,
    }).index('name', ({ spec }) => spec.name);
    this.#bindings = follow(RemoteServiceBindingKind).index(
      'token',
      ({ spec }) => spec.tokenSha256,
    );
    this.#caches = [
      this.#environments,
      this.#approvals,
      this.#services,
      this.#bindings,
    ];
    this.ready = Promise.all(this.#caches.map(cache => cache.ready)).then(
      () => {},
    );
    this.ready.catch(() => {});
  }

  /** The environment that a name resolves to now; one that is being deleted is gone. */
  environment(name: string): RemoteEnvironment | undefined {
    const found = this.#environments.get(name);
    return found?.metadata.deletionTimestamp ? undefined : found;
  }

  /** The decision on this very environment, not on an earlier one of its name. */
  verdict(environment: RemoteEnvironment): Verdict | undefined {
    const { name, uid } = environment.metadata;
    const approval = this.#approvals.get(name);
    return approval?.spec.environment.uid === uid
      ? approval.spec.verdict
      : undefined;
  }

  /** A service that is there for readers, by name or id. */
  service(
    environment: RemoteEnvironment,
    nameOrId: string,
  ): CalledService | undefined {
    // Objects are named by the ids of their services: an index of these would only take room.
    return [
      this.#services.get(nameOrId),
      ...this.#services.byIndex('name', nameOrId),
    ].find(
      service =>
        service?.spec.environment.uid === environment.metadata.uid &&
        isReadable(service),
    );
  }

  /** The binding that this token belongs to. */
  bindingByToken(token: string): RemoteServiceBinding | undefined {
    const digest = hash('sha256', token, 'buffer');
    return this.#bindings
      .byIndex('token', digest.toString('hex'))
      .find(binding => {
        const expected = Buffer.from(binding.spec.tokenSha256, 'hex');
        return (
          !binding.metadata.deletionTimestamp &&
          expected.length === digest.length &&
          timingSafeEqual(expected, digest)
        );
      });
  }

  /** Waits until a service is not what it was; false when nothing has changed within these milliseconds. */
  async replaced(service: CalledService, withinMs: number): Promise<boolean> {
    const { name, resourceVersion } = service.metadata;
    const isReplaced = () =>
      this.#services.get(name)?.metadata.resourceVersion !== resourceVersion;
    if (isReplaced()) {
      return true;
    }
    return new Promise(resolve => {
      const finish = (replaced: boolean) => {
        clearTimeout(timer);
        unsubscribe();
        resolve(replaced);
      };
      const unsubscribe = this.#services.onChange(() => {
        if (isReplaced()) {
          finish(true);
        }
      });
      const timer = setTimeout(() => finish(false), withinMs);
    });
  }

  /** Seconds since everything was last known to be current; Infinity before the first time. */
  ageSeconds(): number {
    return Math.max(...this.#caches.map(cache => cache.ageSeconds()));
  }

  async close(): Promise<void> {
    await Promise.all(this.#caches.map(cache => cache.close()));
  }
}

/** Registered whole, not on its way out, and nobody else: credentials are kept by the id. */
function isReadable({ metadata, spec }: CalledService): boolean {
  return (
    spec.phase === 'Ready' &&
    spec.id === metadata.name &&
    !metadata.deletionTimestamp
  );
}
