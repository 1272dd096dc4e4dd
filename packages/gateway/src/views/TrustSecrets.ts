import { setTimeout as sleep } from 'node:timers/promises';
import { SecretKind, type Secret } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';
import type { ServerCertificate, TrustMaterial } from './TrustMaterial';

/** How often the Secrets are read: often while one is missing, then now and then. */
const MISSING_MS = 250;
const PRESENT_MS = 2000;

interface TrustSecretsOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  /** Name of the Secret with `tls.crt` and `tls.key`. */
  server: string;
  /** Name of the Secret with `ca.crt` and `ca.crl`. */
  clientCas: string;
  /** Milliseconds between two readings while both are there. Default 2000. */
  intervalMs?: number;
  logger: Logger;
}

interface Material {
  server?: ServerCertificate;
  clientCas: string;
  revocationLists: string;
}

function value(secret: Secret | undefined, key: string): string | undefined {
  const encoded = secret?.data?.[key];
  return encoded === undefined
    ? undefined
    : Buffer.from(encoded, 'base64').toString();
}

/** For those who let somebody in by it. */
function sameMaterial(a: Material, b: Material): boolean {
  return (
    a.clientCas === b.clientCas &&
    a.server?.cert === b.server?.cert &&
    a.server?.key === b.server?.key
  );
}

/**
 * Follows the two Secrets by reading them by name. A watch would bring every Secret of the namespace into the edge,
 * which has no business with them and, in a cluster, no right to list them.
 */
export class TrustSecrets implements TrustMaterial {
  readonly #options: TrustSecretsOptions;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #material: Material;
  #reading: Promise<void> | undefined;
  #failing = false;
  #markRead: () => void = () => {};

  /** Resolves when the Secrets have been read for the first time, whether they are there or not. */
  readonly read: Promise<void>;

  /** @param initial - from a snapshot */
  static start(
    options: TrustSecretsOptions,
    initial: Material = { clientCas: '', revocationLists: '' },
  ): TrustSecrets {
    return new TrustSecrets(options, initial);
  }

  private constructor(options: TrustSecretsOptions, initial: Material) {
    this.#options = options;
    this.#material = initial;
    this.read = new Promise(resolve => {
      this.#markRead = resolve;
    });
    this.#running = this.#run();
  }

  server(): ServerCertificate | undefined {
    return this.#material.server;
  }

  clientCas(): string {
    return this.#material.clientCas;
  }

  revocationLists(): string {
    return this.#material.revocationLists;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  refresh(): Promise<void> {
    this.#reading ??= this.#refresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.refresh();
      const { server, clientCas } = this.#material;
      const { intervalMs = PRESENT_MS } = this.#options;
      const delay = server && clientCas ? intervalMs : MISSING_MS;
      await sleep(delay, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #refresh(): Promise<void> {
    const { store, namespace, logger } = this.#options;
    const get = (name: string) => store.get(SecretKind, { namespace, name });
    try {
      const [server, cas] = await Promise.all([
        get(this.#options.server),
        get(this.#options.clientCas),
      ]);
      const cert = value(server, 'tls.crt');
      const key = value(server, 'tls.key');
      const next: Material = {
        server: cert && key ? { cert, key } : undefined,
        clientCas: value(cas, 'ca.crt') ?? '',
        revocationLists: value(cas, 'ca.crl') ?? '',
      };
      this.#failing = false;
      this.#markRead();
      const changed = !sameMaterial(this.#material, next);
      this.#material = next;
      if (changed) {
        for (const listener of this.#listeners) {
          listener();
        }
      }
    } catch (error) {
      if (!this.#failing && !this.#closing.signal.aborted) {
        this.#failing = true;
        logger.warn(
          'The Secrets of the edge cannot be read; the last ones stay',
          {
            error: errorMessage(error),
          },
        );
      }
    }
  }
}
