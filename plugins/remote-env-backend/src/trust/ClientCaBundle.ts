import { createHash, X509Certificate } from 'node:crypto';
import {
  SecretKind,
  TRUST_SECRETS,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  certificateFacts,
  issuingChain,
  pemCertificates,
  pemRevocationLists,
} from '@remote-env/plugin-remote-env-node/x509';
import { z } from 'zod';
import { createSecret, isRace, replaceSecret, secretText } from './secrets';

const ATTEMPTS = 10;
const CERTIFICATES = 'ca.crt';
const LISTS = 'ca.crl';
/** What the lists say, in their order: nobody has to read ten thousand entries to see whether one is missing. */
const LISTS_ANNOTATION = 'remote-env.dev/revocation-lists';

const listFactsSchema = z.object({
  /** Fingerprint of the authority that signed it. */
  authority: z.string(),
  number: z.number().int(),
  /** RFC 3339. */
  nextUpdate: z.iso.datetime(),
  /** `revocationDigest` of its entries. */
  digest: z.string(),
  /** SHA-256 of its PEM. */
  sha256: z.string(),
});

/** A list of revoked certificates that is out. */
export type PublishedList = Omit<z.infer<typeof listFactsSchema>, 'sha256'> & {
  pem: string;
};

interface BundleContents {
  /** PEM of the authorities that client certificates may chain to, the current one first. */
  certificates: string;
  /** In the same order; of authorities whose key is not ours there are none. */
  lists: readonly PublishedList[];
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
    await this.#change(async before => ({
      ...before,
      certificates: merged(chain, before.certificates),
    }));
  }

  /** Takes an authority that nobody has a certificate of any more out again. */
  async withdraw(fingerprint: string): Promise<void> {
    await this.#change(async before => ({
      ...before,
      certificates: pemCertificates(before.certificates)
        .filter(pem => certificateFacts(pem).fingerprint !== fingerprint)
        .join(''),
    }));
  }

  /** @param renew - gets the lists that are out, and may be asked again when others write at the same time */
  async publishLists(
    renew: (
      before: readonly PublishedList[],
    ) => Promise<readonly PublishedList[]>,
  ): Promise<void> {
    await this.#change(async before => ({
      ...before,
      lists: await renew(before.lists),
    }));
  }

  /** PEM of the authorities above a certificate of ours, as far as they are still trusted. */
  async chainOf(certificate: string): Promise<string> {
    const stored = await this.#store.get(SecretKind, this.#address);
    return issuingChain(
      certificate,
      (stored && secretText(stored, CERTIFICATES)) ?? '',
    );
  }

  async #change(
    change: (before: BundleContents) => Promise<BundleContents>,
  ): Promise<void> {
    for (let left = ATTEMPTS; ; left--) {
      const stored = await this.#store.get(SecretKind, this.#address);
      const before = contentsOf(stored);
      const after = await change(before);
      const values = {
        [CERTIFICATES]: after.certificates,
        ...(after.lists.length > 0 && { [LISTS]: pemOf(after.lists) }),
      };
      const annotations = {
        [LISTS_ANNOTATION]: JSON.stringify(after.lists.map(factsOf)),
      };
      try {
        if (!stored) {
          await createSecret(this.#store, this.#address, values, annotations);
        } else if (
          after.certificates !== before.certificates ||
          pemOf(after.lists) !== pemOf(before.lists)
        ) {
          await replaceSecret(this.#store, stored, values, annotations);
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

function contentsOf(secret: Secret | undefined): BundleContents {
  return {
    certificates: (secret && secretText(secret, CERTIFICATES)) ?? '',
    lists: secret ? listsIn(secret) : [],
  };
}

/** Those that are as we left them; of a Secret that somebody changed, or an earlier version wrote, maybe none. */
function listsIn(secret: Secret): PublishedList[] {
  const blocks = pemRevocationLists(secretText(secret, LISTS) ?? '');
  const known = z
    .array(listFactsSchema)
    .safeParse(parsed(secret.metadata.annotations?.[LISTS_ANNOTATION]));
  return (known.data ?? []).flatMap(({ sha256, ...facts }) => {
    const pem = blocks.find(block => sha256Of(block) === sha256);
    return pem ? [{ ...facts, pem }] : [];
  });
}

function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pemOf(lists: readonly PublishedList[]): string {
  return lists.map(({ pem }) => pem).join('');
}

function factsOf({ pem, ...facts }: PublishedList) {
  return { ...facts, sha256: sha256Of(pem) };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
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
