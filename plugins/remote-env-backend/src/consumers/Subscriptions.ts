import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  API_VERSION,
  ENVIRONMENT_LABEL,
  EventSubscriptionKind,
  type Consumer,
  type EventSubscription,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import {
  OutboundDeniedError,
  ResourceConflictError,
  ResourceInvalidError,
  ResourceNotFoundError,
  type OutboundPolicy,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';

export interface SubscriptionRequest {
  environment: RemoteEnvironment;
  consumer: Consumer;
  eventTypes: { type: string; version?: string }[];
  /** Absolute URL; must be one that the outbound policy lets sinks have. */
  sink: string;
  /** Entity reference. */
  createdBy: string;
}

/** What a consumer may change of its subscription; what is absent stays. */
export type SubscriptionChange = Partial<
  Pick<SubscriptionRequest, 'eventTypes' | 'sink'>
>;

/** Gateways write the status of what is changed here. */
const ATTEMPTS = 5;

/** Wishes of consumers to get events. Gateways see them by their watch and begin to deliver. */
export class Subscriptions {
  readonly #store: ResourceStore;
  readonly #namespace: string;
  readonly #policy: OutboundPolicy;

  /** @param options - `namespace`: the system namespace */
  static create(options: {
    store: ResourceStore;
    namespace: string;
    policy: OutboundPolicy;
  }) {
    return new Subscriptions(options);
  }

  private constructor(options: {
    store: ResourceStore;
    namespace: string;
    policy: OutboundPolicy;
  }) {
    this.#store = options.store;
    this.#namespace = options.namespace;
    this.#policy = options.policy;
  }

  /** @throws InputError that names `sink` when it may not be called */
  async create(request: SubscriptionRequest): Promise<EventSubscription> {
    const { environment, consumer, eventTypes, sink, createdBy } = request;
    const { apiVersion, kind, metadata } = environment;
    return this.#checked(sink, () =>
      this.#store.create(EventSubscriptionKind, {
        apiVersion: API_VERSION,
        kind: EventSubscriptionKind.kind,
        metadata: {
          namespace: this.#namespace,
          name: `es-${randomUUID()}`,
          labels: { [ENVIRONMENT_LABEL]: metadata.name },
          ownerReferences: [
            { apiVersion, kind, name: metadata.name, uid: metadata.uid },
          ],
        },
        spec: {
          consumer,
          environment: { name: metadata.name, uid: metadata.uid },
          eventTypes,
          sink,
          createdBy,
        },
      }),
    );
  }

  /**
   * Goes on with another sink or other types: what waits for delivery is delivered there.
   *
   * @throws InputError that names `sink` when it may not be called, NotFoundError, ConflictError when it has ended
   */
  async change(
    environmentUid: string,
    name: string,
    { eventTypes, sink }: SubscriptionChange,
  ): Promise<EventSubscription> {
    for (let attempt = 1; ; attempt++) {
      const current = await this.get(environmentUid, name);
      if (current.status?.ended) {
        throw new ConflictError(
          `The subscription '${name}' has ended; make a new one`,
        );
      }
      const changed = {
        ...current,
        spec: {
          ...current.spec,
          ...(eventTypes && { eventTypes }),
          ...(sink !== undefined && { sink }),
        },
      };
      try {
        return await this.#checked(changed.spec.sink, () =>
          this.#store.update(EventSubscriptionKind, changed),
        );
      } catch (error) {
        if (!(error instanceof ResourceConflictError) || attempt === ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  /** @throws NotFoundError also for one of another environment */
  async get(environmentUid: string, name: string): Promise<EventSubscription> {
    const subscription = await this.#store.get(EventSubscriptionKind, {
      namespace: this.#namespace,
      name,
    });
    if (subscription?.spec.environment.uid !== environmentUid) {
      throw new NotFoundError(`There is no subscription '${name}'`);
    }
    return subscription;
  }

  /** Ends it; ending what is not there is fine. */
  async delete(name: string): Promise<void> {
    await this.#store
      .delete(EventSubscriptionKind, { namespace: this.#namespace, name })
      .catch(error => {
        if (!(error instanceof ResourceNotFoundError)) {
          throw error;
        }
      });
  }

  async #checked<T>(sink: string, write: () => Promise<T>): Promise<T> {
    try {
      this.#policy.checkUrl(sink, 'sink');
      return await write();
    } catch (error) {
      if (error instanceof OutboundDeniedError) {
        throw new InputError(`sink: ${error.message}`);
      }
      throw error instanceof ResourceInvalidError
        ? new InputError(error.message)
        : error;
    }
  }
}
