import { X509Certificate } from 'node:crypto';
import {
  SecretKind,
  TRUST_SECRETS,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  certificateFacts,
  issuingChain,
  pemCertificates,
} from '@remote-env/plugin-remote-env-node/x509';
import { createSecret, isRace, replaceSecret, secretText } from './secrets';

const ATTEMPTS = 10;

/** What the Secret holds. */
export interface BundleContents {
  /** PEM of the authorities that client certificates may chain to, the current one first. */
  certificates: string;
}

/** The Secret from which gateways and ingresses take whom to trust. Several portals write it at once. */
export class ClientCaBundle {
  readonly #store: ResourceStore;
  readonly #address: { namespace: string; name: string };

  /** @param options - `namespace`: the system namespace */
  static create(options: { store: ResourceStore; namespace: string }) {
    return new ClientCaBundle(options);
  }

  private constructor(options: { store: ResourceStore; namespace: string }) {
    this.#store = options.store;
    this.#address = {
      namespace: options.namespace,
      name: TRUST_SECRETS.clientCaBundle,
    };
  }

  /**
   * Adds the chain of an authority in front. Older ones stay until they expire, so that certificates of an authority
   * which was replaced keep working.
   */
  async publish(chain: string): Promise<void> {
    await this.#change(({ certificates }) => ({
      certificates: merged(chain, certificates),
    }));
  }

  /** Takes an authority that nobody has a certificate of any more out again. */
  async withdraw(fingerprint: string): Promise<void> {
    await this.#change(({ certificates }) => ({
      certificates: pemCertificates(certificates)
        .filter(pem => certificateFacts(pem).fingerprint !== fingerprint)
        .join(''),
    }));
  }

  /** PEM of the authorities above a certificate of ours, as far as they are still trusted. */
  async chainOf(certificate: string): Promise<string> {
    const stored = await this.#store.get(SecretKind, this.#address);
    return issuingChain(
      certificate,
      (stored && secretText(stored, 'ca.crt')) ?? '',
    );
  }

  /** @param change - called again for each try; what it was given means that nothing changes */
  async #change(
    change: (before: BundleContents) => BundleContents,
  ): Promise<void> {
    for (let left = ATTEMPTS; ; left--) {
      const stored = await this.#store.get(SecretKind, this.#address);
      const before: BundleContents = {
        certificates: (stored && secretText(stored, 'ca.crt')) ?? '',
      };
      const after = change(before);
      const values = { 'ca.crt': after.certificates };
      try {
        if (!stored) {
          await createSecret(this.#store, this.#address, values);
        } else if (after.certificates !== before.certificates) {
          await replaceSecret(this.#store, stored, values);
        }
        return;
      } catch (error) {
        if (!isRace(error) || left <= 1) {
          throw error;
        }
      }
    }
  }
}

/** The newest first; without repetitions and without what has expired. */
function merged(chain: string, before: string): string {
  const known = new Set<string>();
  const kept: string[] = [];
  for (const pem of [...pemCertificates(chain), ...pemCertificates(before)]) {
    const certificate = new X509Certificate(pem);
    if (
      !known.has(certificate.fingerprint256) &&
      certificate.validToDate.getTime() > Date.now()
    ) {
      known.add(certificate.fingerprint256);
      kept.push(pem);
    }
  }
  return kept.join('');
}
