import {
  certificateObjectName,
  ClientCertificateKind,
  type CertificateUse,
  type ClientCertificate,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';

/** Between two writes of `lastUsed`. */
const STEP_MS = 60_000;

/** One call with a certificate. */
export interface DatedUse extends CertificateUse {
  at: Date;
}

interface Uses {
  first: DatedUse;
  last: DatedUse;
}

/** Uses of certificates on their way into the records: the first of all, and the last one once a minute at most. */
export class CertificateUses {
  readonly #store: ResourceStore;
  readonly #namespace: string;
  /** By fingerprint. */
  readonly #waiting = new Map<string, Uses>();

  /** @param options - `namespace`: the system namespace */
  static create(options: { store: ResourceStore; namespace: string }) {
    return new CertificateUses(options);
  }

  private constructor(options: { store: ResourceStore; namespace: string }) {
    this.#store = options.store;
    this.#namespace = options.namespace;
  }

  /** Whether anything waits to be written. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  note(fingerprint: string, use: DatedUse): void {
    const known = this.#waiting.get(fingerprint);
    this.#waiting.set(fingerprint, {
      first: known && known.first.at <= use.at ? known.first : use,
      last: known && known.last.at > use.at ? known.last : use,
    });
  }

  /** Writes what waits; what somebody else wrote to at the same time waits again. @param failed - told of the others */
  async write(failed: (error: unknown) => void): Promise<void> {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [fingerprint, uses] of waiting) {
      try {
        await this.#writeOne(fingerprint, uses);
      } catch (error) {
        if (error instanceof ResourceConflictError) {
          this.note(fingerprint, uses.first);
          this.note(fingerprint, uses.last);
        } else if (!(error instanceof ResourceNotFoundError)) {
          failed(error);
        }
      }
    }
  }

  async #writeOne(fingerprint: string, uses: Uses): Promise<void> {
    const certificate = await this.#store.get(ClientCertificateKind, {
      namespace: this.#namespace,
      name: certificateObjectName(fingerprint),
    });
    if (certificate?.spec.fingerprint !== fingerprint) {
      return;
    }
    const status = statusAfter(certificate.status ?? {}, uses);
    if (status) {
      await this.#store.updateStatus(ClientCertificateKind, {
        ...certificate,
        status,
      });
    }
  }
}

/** @returns undefined when there is nothing to write yet */
function statusAfter(
  status: NonNullable<ClientCertificate['status']>,
  { first, last }: Uses,
): ClientCertificate['status'] {
  const { lastUsed } = status;
  if (lastUsed && last.at.getTime() - Date.parse(lastUsed) < STEP_MS) {
    return undefined;
  }
  const { at, ...lastUse } = last;
  return {
    ...status,
    // Of one that was used before nobody knows any more when that was first.
    ...(!lastUsed && { firstUse: { ...first, at: first.at.toISOString() } }),
    lastUsed: at.toISOString(),
    lastUse,
  };
}
