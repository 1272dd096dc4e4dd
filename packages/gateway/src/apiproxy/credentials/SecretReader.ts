import {
  SecretKind,
  SERVICE_ANNOTATION,
  type CalledService,
} from '@remote-env/plugin-remote-env-common';
import {
  StoreUnavailableError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { ProxyError } from '../ProxyError';
import { BoundedMap } from './BoundedMap';

/** Values of a Secret, decoded. The same object as long as the Secret stays as it is. */
export type SecretValues = Readonly<Record<string, string>>;

interface KnownSecret {
  readAt: number;
  resourceVersion: string;
  /** Of the one service that may use it. */
  serviceId: string | undefined;
  values: SecretValues;
}

/** There is no Secret of that name (any more). */
export class MissingSecretError extends ProxyError {
  constructor() {
    super(500, 'The credentials of the service are missing.');
    this.name = 'MissingSecretError';
  }
}

/** A Secret is read again after this long; so changed credentials are used within a second. */
const FRESH_MS = 1000;
/** While the store is away, a Secret that was read is used this long. */
const STALE_MS = 15 * 60_000;
const MAX_SECRETS = 5000;

/**
 * Reads Secrets by name, one at a time, so that the proxy needs no right to list or watch them. One without the
 * annotation that names the very service is refused: whoever can name a Secret in a registration could use any.
 */
export class SecretReader {
  readonly #store: ResourceStore;
  readonly #namespace: string;
  readonly #known = BoundedMap.create<string, KnownSecret>(MAX_SECRETS);
  readonly #reading = new Map<string, Promise<KnownSecret | undefined>>();

  static create(store: ResourceStore, namespace: string): SecretReader {
    return new SecretReader(store, namespace);
  }

  private constructor(store: ResourceStore, namespace: string) {
    this.#store = store;
    this.#namespace = namespace;
  }

  /**
   * @param fresh - ask the store, however lately it was asked
   * @throws ProxyError 500 when the Secret is not there or not for this service, 503 when the store is away
   */
  async read(
    name: string,
    service: CalledService,
    fresh: boolean,
  ): Promise<SecretValues> {
    const known = this.#known.get(name);
    const secret =
      known && !fresh && performance.now() - known.readAt < FRESH_MS
        ? known
        : await this.#readOnce(name, fresh);
    if (!secret) {
      throw new MissingSecretError();
    }
    if (secret.serviceId !== service.spec.id) {
      throw ProxyError.broken('The credentials are not for this service.');
    }
    return secret.values;
  }

  #readOnce(name: string, fresh: boolean): Promise<KnownSecret | undefined> {
    // A read that began before the caller's call was refused may return what was refused.
    const running = fresh ? undefined : this.#reading.get(name);
    if (running) {
      return running;
    }
    const reading = this.#read(name).finally(() => {
      if (this.#reading.get(name) === reading) {
        this.#reading.delete(name);
      }
    });
    this.#reading.set(name, reading);
    return reading;
  }

  async #read(name: string): Promise<KnownSecret | undefined> {
    const readAt = performance.now();
    const known = this.#known.get(name);
    try {
      const secret = await this.#store.get(SecretKind, {
        namespace: this.#namespace,
        name,
      });
      if (!secret) {
        this.#known.delete(name);
        return undefined;
      }
      const { resourceVersion, annotations } = secret.metadata;
      const now: KnownSecret = {
        readAt,
        resourceVersion,
        serviceId: annotations?.[SERVICE_ANNOTATION],
        values:
          known?.resourceVersion === resourceVersion
            ? known.values
            : decode(secret.data ?? {}),
      };
      this.#known.set(name, now);
      return now;
    } catch (error) {
      if (known && readAt - known.readAt < STALE_MS && isAway(error)) {
        return known;
      }
      throw isAway(error)
        ? ProxyError.unavailable('The credentials cannot be read now.', {
            cause: error,
          })
        : ProxyError.broken('The credentials of the service are unreadable.', {
            cause: error,
          });
    }
  }
}

function isAway(error: unknown): boolean {
  return error instanceof Error && error.name === StoreUnavailableError.name;
}

function decode(data: Record<string, string>): SecretValues {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}
