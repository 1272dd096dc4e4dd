import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  API_VERSION,
  ENVIRONMENT_LABEL,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SERVICE_LABEL,
  SecretKind,
  type Consumer,
  type RemoteServiceBinding,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceInvalidError,
  ResourceNotFoundError,
  StoreUnavailableError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';

/** Keeps a deleted binding until its Secret in the consumer's namespace is gone. */
export const BINDING_FINALIZER = 'remote-env.dev/binding-secret';

const TOKEN_BYTES = 32;

export interface BindingRequest {
  environment: { name: string; uid: string };
  service: { id: string; name: string };
  consumer: Consumer;
  /** Entity reference. */
  createdBy: string;
}

/** A new binding; the token is known here and in the consumer's Secret, and nowhere else. */
export interface CreatedBinding {
  binding: RemoteServiceBinding;
  gatewayUrl: string;
  token: string;
}

/**
 * Permissions of consumers to use services. The record keeps the digest of the token; the token itself lies in a Secret
 * in the consumer's namespace, in the shape of a servicebinding.io workload projection (`type`, `provider`, `uri`,
 * `token`).
 */
export class Bindings {
  readonly #store: ResourceStore;
  readonly #namespace: string;
  readonly #apiProxyUrl: string;

  /** @param options - `namespace`: the system namespace; `apiProxyUrl`: without a final slash */
  static create(options: {
    store: ResourceStore;
    namespace: string;
    apiProxyUrl: string;
  }) {
    return new Bindings(options);
  }

  private constructor(options: {
    store: ResourceStore;
    namespace: string;
    apiProxyUrl: string;
  }) {
    this.#store = options.store;
    this.#namespace = options.namespace;
    this.#apiProxyUrl = options.apiProxyUrl;
  }

  async create(request: BindingRequest): Promise<CreatedBinding> {
    const { environment, service, consumer, createdBy } = request;
    const owner = await this.#store.get(RemoteServiceKind, {
      namespace: this.#namespace,
      name: service.id,
    });
    if (!owner || owner.spec.environment.uid !== environment.uid) {
      throw new NotFoundError(`There is no service '${service.id}'`);
    }
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const gatewayUrl = `${this.#apiProxyUrl}/${environment.name}/${
      service.name
    }`;
    const name = `rb-${randomUUID()}`;
    const labels = {
      [ENVIRONMENT_LABEL]: environment.name,
      [SERVICE_LABEL]: service.id,
    };
    const binding = await this.#store
      .create(RemoteServiceBindingKind, {
        apiVersion: API_VERSION,
        kind: RemoteServiceBindingKind.kind,
        metadata: {
          namespace: this.#namespace,
          name,
          labels,
          finalizers: [BINDING_FINALIZER],
          ownerReferences: [
            {
              apiVersion: owner.apiVersion,
              kind: owner.kind,
              name: owner.metadata.name,
              uid: owner.metadata.uid,
            },
          ],
        },
        spec: {
          consumer,
          environment,
          serviceId: service.id,
          tokenSha256: createHash('sha256').update(token).digest('hex'),
          createdBy,
        },
      })
      .catch(error => {
        throw error instanceof ResourceInvalidError
          ? new InputError(error.message)
          : error;
      });
    try {
      await this.#store.create(SecretKind, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace: consumer.namespace, name, labels },
        type: 'servicebinding.io/remote-env',
        data: encoded({
          type: 'remote-env',
          provider: environment.name,
          uri: gatewayUrl,
          token,
        }),
      });
      const complete = await this.#store.updateStatus(
        RemoteServiceBindingKind,
        { ...binding, status: { binding: { name } } },
      );
      return { binding: complete, gatewayUrl, token };
    } catch (error) {
      // Without its Secret nobody could use it: nothing half-made stays.
      if (isRefusedThere(error)) {
        await this.#withdraw(binding);
        throw new InputError(
          `consumer.namespace: the portal may not put a Secret into the namespace '${consumer.namespace}', or there is none of that name; an operator can allow it there (ClusterRole remote-env-bindings)`,
        );
      }
      await this.delete(name);
      throw error;
    }
  }

  /** @throws NotFoundError */
  async get(name: string): Promise<RemoteServiceBinding> {
    const binding = await this.#store.get(
      RemoteServiceBindingKind,
      this.#named(name),
    );
    if (!binding) {
      throw new NotFoundError(`There is no binding '${name}'`);
    }
    return binding;
  }

  /** Takes it back; deleting what is not there is fine. */
  async delete(name: string): Promise<void> {
    try {
      await this.#store.delete(RemoteServiceBindingKind, this.#named(name));
    } catch (error) {
      if (error instanceof ResourceNotFoundError) {
        return;
      }
      throw error;
    }
    await this.finishDeletion(name);
  }

  /** Removes the Secret of a binding that is being deleted, then lets the binding go. May be repeated. */
  async finishDeletion(name: string): Promise<void> {
    const binding = await this.#store.get(
      RemoteServiceBindingKind,
      this.#named(name),
    );
    if (!binding?.metadata.deletionTimestamp) {
      return;
    }
    const secret = { namespace: binding.spec.consumer.namespace, name };
    await this.#store.delete(SecretKind, secret).catch(ignoreGone);
    await this.#release(binding);
  }

  /** Takes back a binding that has no Secret yet. */
  async #withdraw(binding: RemoteServiceBinding): Promise<void> {
    const { name } = binding.metadata;
    await this.#store.delete(RemoteServiceBindingKind, this.#named(name));
    const deleted = await this.#store.get(
      RemoteServiceBindingKind,
      this.#named(name),
    );
    if (deleted) {
      await this.#release(deleted);
    }
  }

  async #release(binding: RemoteServiceBinding): Promise<void> {
    await this.#store
      .update(RemoteServiceBindingKind, {
        ...binding,
        metadata: {
          ...binding.metadata,
          finalizers: binding.metadata.finalizers?.filter(
            finalizer => finalizer !== BINDING_FINALIZER,
          ),
        },
      })
      .catch(ignoreGone);
  }

  /** Takes up deletions that were interrupted, or began with the deletion of a service. */
  async resumeDeletions(): Promise<void> {
    const { items } = await this.#store.list(RemoteServiceBindingKind, {
      namespace: this.#namespace,
    });
    for (const { metadata } of items) {
      if (metadata.deletionTimestamp) {
        await this.finishDeletion(metadata.name);
      }
    }
  }

  #named(name: string) {
    return { namespace: this.#namespace, name };
  }
}

function encoded(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Buffer.from(value, 'utf8').toString('base64'),
    ]),
  );
}

/** Whether a Secret was not created because of the namespace that it was for. */
function isRefusedThere(error: unknown): boolean {
  return (
    error instanceof ResourceInvalidError ||
    (error instanceof StoreUnavailableError && error.forbidden)
  );
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ResourceNotFoundError)) {
    throw error;
  }
}
