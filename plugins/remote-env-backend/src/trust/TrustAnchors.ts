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
  ResourceExistsError,
  type ResourceName,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  AuthorityError,
} from '@remote-env/plugin-remote-env-node/x509';
import { rootSubject } from './authority/rootSubject';
import type { ClientTrust } from './clientTrust';
import { TrustMaterialError } from './errors';
import {
  authorityPairOf,
  createSecret,
  isManaged,
  isRace,
  keyPairOf,
  replaceSecret,
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

export interface TrustAnchorsOptions {
  store: ResourceStore;
  namespaces: { authority: string; system: string };
  clients: Pick<ClientTrust, 'bundle' | 'current'>;
  /** `organization` names the authority of the edge. */
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
   * @throws TrustMaterialError that names the Secret which cannot be used
   */
  async prepare(): Promise<void> {
    const { bundle, current } = this.#options.clients;
    await bundle.publish((await current.get()).chain);
    await this.renew();
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
    const authority = await this.#edgeAuthority();
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

  async #edgeAuthority(): Promise<Authority> {
    const { store, namespaces } = this.#options;
    const address = {
      namespace: namespaces.authority,
      name: TRUST_SECRETS.edgeCa,
    };
    const stored =
      (await store.get(SecretKind, address)) ??
      (await this.#makeEdgeAuthority(address));
    try {
      return await Authority.load(authorityPairOf(stored));
    } catch (error) {
      if (error instanceof AuthorityError) {
        throw new TrustMaterialError(
          `Secret ${address.namespace}/${address.name} cannot be used: ${error.message}`,
          { cause: error },
        );
      }
      throw error;
    }
  }

  async #makeEdgeAuthority(address: ResourceName): Promise<Secret> {
    const { store, organization } = this.#options;
    const made = await Authority.createRoot({
      subject: rootSubject(organization, 'edge CA'),
    });
    try {
      return await createSecret(store, address, {
        'tls.crt': made.certificate,
        'tls.key': made.key,
      });
    } catch (error) {
      const winner =
        error instanceof ResourceExistsError &&
        (await store.get(SecretKind, address));
      if (winner) {
        return winner;
      }
      throw error;
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
