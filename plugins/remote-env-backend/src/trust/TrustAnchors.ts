import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import path from 'node:path';
import {
  SecretKind,
  TRUST_SECRETS,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  AuthorityError,
  pemCertificates,
} from '@remote-env/plugin-remote-env-node/x509';
import { TrustMaterialError } from './errors';
import {
  createSecret,
  isManaged,
  keyPairOf,
  replaceSecret,
  secretText,
} from './secrets';

/** Whether a Secret of the system namespace is one that `prepare` makes again from the authorities. */
export function isTrustSecret(name: string): boolean {
  return (
    name === TRUST_SECRETS.edgeTls || name === TRUST_SECRETS.clientCaBundle
  );
}

const DAY_MS = 24 * 3600 * 1000;
const SERVER_VALIDITY_MS = 90 * DAY_MS;
/** The edge's certificate is replaced when this much of its life is left. */
const RENEW_BEFORE_MS = 30 * DAY_MS;
const ATTEMPTS = 10;

export interface TrustAnchorsOptions {
  store: ResourceStore;
  namespaces: { authority: string; system: string };
  /** `organization` names the authorities. */
  organization: string;
  /** Names and addresses by which the edge is called; see `edgeHosts`. */
  edgeHosts: readonly [string, ...string[]];
  /** Gets `edge-ca.pem`, by which clients trust the edge. */
  dataDir: string;
}

/**
 * The authorities of an installation and what the edge needs of them, made at first start
 * (docs/decisions/0001-foundation.md, "Names in the store"). Keys of authorities lie in the authority namespace, which
 * only the portal reads. Two portals that start at once make one of each: creating the Secret decides.
 *
 * Whoever brings Secrets of their own keeps them: an authority is used as it is, and an `edge-tls` that we did not make
 * is never replaced.
 */
export class TrustAnchors {
  readonly #options: TrustAnchorsOptions;

  static create(options: TrustAnchorsOptions) {
    return new TrustAnchors(options);
  }

  private constructor(options: TrustAnchorsOptions) {
    this.#options = options;
  }

  /**
   * Makes what is missing.
   *
   * @returns the authority that signs client certificates
   * @throws TrustMaterialError that names the Secret which cannot be used
   */
  async prepare(): Promise<Authority> {
    const client = await this.#authority(TRUST_SECRETS.clientCa, 'client CA');
    await this.#publish(client.chain);
    await this.renew();
    return client;
  }

  /** Replaces the edge's certificate when it is about to expire or misses a host; gateways pick the new one up. */
  async renew(): Promise<void> {
    const { store, namespaces } = this.#options;
    const name = { namespace: namespaces.system, name: TRUST_SECRETS.edgeTls };
    const stored = await store.get(SecretKind, name);
    if (stored && !isManaged(stored)) {
      keyPairOf(stored);
      return;
    }
    const authority = await this.#authority(TRUST_SECRETS.edgeCa, 'edge CA');
    await this.#writeEdgeCa(authority.chain);
    if (stored && this.#isGood(stored, authority)) {
      return;
    }
    const server = await authority.issueServer({
      hosts: this.#options.edgeHosts,
      validityMs: SERVER_VALIDITY_MS,
    });
    const values = { 'tls.crt': server.certificate, 'tls.key': server.key };
    try {
      await (stored
        ? replaceSecret(store, stored, values)
        : createSecret(store, name, values));
    } catch (error) {
      // Another portal was faster, with a certificate of the same authority.
      if (!isRace(error)) {
        throw error;
      }
    }
  }

  async #authority(name: string, title: string): Promise<Authority> {
    const { store, namespaces, organization } = this.#options;
    const address = { namespace: namespaces.authority, name };
    const stored =
      (await store.get(SecretKind, address)) ??
      (await this.#makeAuthority(address, [
        ['O', organization],
        // Records name an issuer: no two authorities share a name.
        [
          'CN',
          `Remote Environments ${title} ${randomBytes(4).toString('hex')}`,
        ],
      ]));
    try {
      return await Authority.load(keyPairOf(stored));
    } catch (error) {
      if (error instanceof AuthorityError) {
        throw new TrustMaterialError(
          `Secret ${address.namespace}/${name} cannot be used: ${error.message}`,
          { cause: error },
        );
      }
      throw error;
    }
  }

  async #makeAuthority(
    name: { namespace: string; name: string },
    subject: readonly (readonly [string, string])[],
  ): Promise<Secret> {
    const { store } = this.#options;
    const made = await Authority.createRoot({ subject });
    try {
      return await createSecret(store, name, {
        'tls.crt': made.certificate,
        'tls.key': made.key,
      });
    } catch (error) {
      const winner =
        error instanceof ResourceExistsError &&
        (await store.get(SecretKind, name));
      if (winner) {
        return winner;
      }
      throw error;
    }
  }

  /**
   * Adds the authority to those that client certificates may chain to. Older ones stay until they expire, so that
   * certificates of an authority which was replaced keep working.
   */
  async #publish(chain: string): Promise<void> {
    const { store, namespaces } = this.#options;
    const name = {
      namespace: namespaces.system,
      name: TRUST_SECRETS.clientCaBundle,
    };
    for (let left = ATTEMPTS; ; left--) {
      const stored = await store.get(SecretKind, name);
      const before = stored ? secretText(stored, 'ca.crt') ?? '' : '';
      const bundle = mergedBundle(chain, before);
      try {
        if (!stored) {
          await createSecret(store, name, { 'ca.crt': bundle });
        } else if (bundle !== before) {
          await replaceSecret(store, stored, { 'ca.crt': bundle });
        }
        return;
      } catch (error) {
        if (!isRace(error) || left <= 1) {
          throw error;
        }
      }
    }
  }

  #isGood(secret: Secret, authority: Authority): boolean {
    const leaf = new X509Certificate(keyPairOf(secret).certificate);
    const issuer = new X509Certificate(authority.chain);
    return (
      leaf.validToDate.getTime() - Date.now() > RENEW_BEFORE_MS &&
      leaf.checkIssued(issuer) &&
      leaf.verify(issuer.publicKey) &&
      this.#options.edgeHosts.every(host =>
        isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host),
      )
    );
  }

  async #writeEdgeCa(certificate: string): Promise<void> {
    const { dataDir } = this.#options;
    const file = path.join(dataDir, 'edge-ca.pem');
    const temporary = `${file}.${process.pid}.${randomBytes(4).toString(
      'hex',
    )}`;
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(temporary, certificate, { mode: 0o600 });
    await rename(temporary, file);
  }
}

function isRace(error: unknown): boolean {
  return (
    error instanceof ResourceConflictError ||
    error instanceof ResourceExistsError
  );
}

/** The newest first; without repetitions and without what has expired. */
function mergedBundle(chain: string, before: string): string {
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
