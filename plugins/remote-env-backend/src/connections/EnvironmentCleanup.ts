import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClientCertificateKind,
  ENVIRONMENT_LABEL,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  type RemoteEnvironment,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceNotFoundError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { retried } from './retried';

/** Keeps a deleted environment until everything that belongs to it is gone. */
export const CLEANUP_FINALIZER = 'remote-env.dev/cleanup';

const PAGE = 200;
/** The actor of what happens because an environment was deleted. */
export const CLEANUP_ACTOR = 'remote-env:environment-cleanup';

export interface EnvironmentCleanupOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  /** Removes one service with its secrets and documents. */
  deleteService(
    environment: { name: string; uid: string },
    serviceId: string,
  ): Promise<void>;
  /** Removes one binding with its Secret in the consumer's namespace. */
  deleteBinding(name: string): Promise<void>;
  logger: LoggerService;
}

/**
 * Removes what belongs to a deleted environment, then lets the environment go. Every step may be repeated, so an
 * interrupted run is simply run again (`resume`). Certificates stay as revoked records until they expire.
 */
export class EnvironmentCleanup {
  readonly #options: EnvironmentCleanupOptions;

  static create(options: EnvironmentCleanupOptions) {
    return new EnvironmentCleanup(options);
  }

  private constructor(options: EnvironmentCleanupOptions) {
    this.#options = options;
  }

  async run(environment: RemoteEnvironment): Promise<void> {
    const { store, namespace, deleteService, deleteBinding } = this.#options;
    const { name, uid } = environment.metadata;
    await this.#each(ClientCertificateKind, environment, certificate =>
      this.#revoke(certificate.metadata.name),
    );
    await this.#each(EventSubscriptionKind, environment, subscription =>
      store.delete(EventSubscriptionKind, subscription.metadata),
    );
    await this.#each(RemoteServiceBindingKind, environment, binding =>
      deleteBinding(binding.metadata.name),
    );
    await this.#each(RemoteServiceKind, environment, service =>
      deleteService({ name, uid }, service.spec.id),
    );
    await this.#release({ namespace, name }, uid);
  }

  /** Takes up what an earlier process left. */
  async resume(): Promise<void> {
    const { store, namespace, logger } = this.#options;
    const { items } = await store.list(RemoteEnvironmentKind, { namespace });
    for (const environment of items) {
      if (environment.metadata.deletionTimestamp) {
        logger.info(`Finishing the deletion of '${environment.metadata.name}'`);
        await this.run(environment);
      }
    }
  }

  async #each<T extends Resource & { spec: { environment: { uid: string } } }>(
    kind: ResourceKind<T>,
    { metadata }: RemoteEnvironment,
    remove: (object: T) => Promise<void>,
  ): Promise<void> {
    const { store, namespace } = this.#options;
    let next: string | undefined;
    do {
      const page = await store.list(kind, {
        namespace,
        labels: { [ENVIRONMENT_LABEL]: metadata.name },
        limit: PAGE,
        continue: next,
      });
      for (const object of page.items) {
        if (object.spec.environment.uid === metadata.uid) {
          await remove(object).catch(ignoreGone);
        }
      }
      next = page.continue;
    } while (next !== undefined);
  }

  async #revoke(name: string): Promise<void> {
    const { store, namespace } = this.#options;
    await retried(async () => {
      const certificate = await store.get(ClientCertificateKind, {
        namespace,
        name,
      });
      if (certificate && !certificate.status?.revocation) {
        await store.updateStatus(ClientCertificateKind, {
          ...certificate,
          status: {
            ...certificate.status,
            revocation: {
              at: new Date().toISOString(),
              by: CLEANUP_ACTOR,
              reason: 'The remote environment was deleted',
            },
          },
        });
      }
    });
  }

  async #release(
    name: { namespace: string; name: string },
    uid: string,
  ): Promise<void> {
    const { store } = this.#options;
    await retried(async () => {
      const environment = await store.get(RemoteEnvironmentKind, name);
      if (environment?.metadata.uid === uid) {
        await store
          .update(RemoteEnvironmentKind, {
            ...environment,
            metadata: {
              ...environment.metadata,
              finalizers: environment.metadata.finalizers?.filter(
                finalizer => finalizer !== CLEANUP_FINALIZER,
              ),
            },
          })
          .catch(ignoreGone);
      }
    });
  }
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ResourceNotFoundError)) {
    throw error;
  }
}
