import { NotFoundError } from '@backstage/errors';
import {
  ClientCertificateKind,
  certificateObjectName,
  type ClientCertificate,
  type RevocationCode,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';

const ATTEMPTS = 5;
const FINGERPRINT = /^[0-9a-f]{64}$/;

/** Revokes certificates: a write to the record, which every gateway watches. Final. */
export class Revocations {
  readonly #store: ResourceStore;
  readonly #namespace: string;

  /** @param options - `namespace`: the system namespace */
  static create(options: { store: ResourceStore; namespace: string }) {
    return new Revocations(options);
  }

  private constructor(options: { store: ResourceStore; namespace: string }) {
    this.#store = options.store;
    this.#namespace = options.namespace;
  }

  /**
   * @param environmentUid - the environment that it must have been issued for
   * @param fingerprint - SHA-256 of the DER, hex
   * @throws NotFoundError also for one of another environment
   */
  async find(
    environmentUid: string,
    fingerprint: string,
  ): Promise<ClientCertificate> {
    const lower = fingerprint.toLowerCase();
    const certificate = FINGERPRINT.test(lower)
      ? await this.#store.get(ClientCertificateKind, {
          namespace: this.#namespace,
          name: certificateObjectName(lower),
        })
      : undefined;
    if (
      certificate?.spec.environment.uid !== environmentUid ||
      certificate.spec.fingerprint !== lower
    ) {
      throw new NotFoundError(`There is no certificate '${fingerprint}'`);
    }
    return certificate;
  }

  /** Revoking what is revoked changes nothing. @param by - entity reference */
  async revoke(
    environmentUid: string,
    fingerprint: string,
    by: string,
    why: { reason?: string; code?: RevocationCode } = {},
  ): Promise<ClientCertificate> {
    for (let left = ATTEMPTS; ; left -= 1) {
      const certificate = await this.find(environmentUid, fingerprint);
      if (certificate.status?.revocation) {
        return certificate;
      }
      try {
        return await this.#store.updateStatus(ClientCertificateKind, {
          ...certificate,
          status: {
            ...certificate.status,
            revocation: { at: new Date().toISOString(), by, ...why },
          },
        });
      } catch (error) {
        if (!(error instanceof ResourceConflictError) || left <= 1) {
          throw error;
        }
      }
    }
  }
}
