import { X509Certificate } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SecretKind, type Secret } from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceExistsError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  type KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';

const CLIENT_CA = 'client-ca';
const CLIENT_CA_BUNDLE = 'client-ca-bundle';
const EDGE_CA = 'edge-ca';
const EDGE_TLS = 'edge-tls';

const DAY_MS = 24 * 3600 * 1000;
const SERVER_VALIDITY_MS = 90 * DAY_MS;
/** The edge's certificate is replaced when this much of its life is left. */
const RENEW_BEFORE_MS = 30 * DAY_MS;

export interface TrustAnchorsOptions {
  store: ResourceStore;
  namespaces: { authority: string; system: string };
  /** `organization` names the authorities. */
  organization: string;
  /** Names and addresses by which the edge is called. */
  edgeHosts: readonly [string, ...string[]];
  /** Gets `edge-ca.pem`, by which clients trust the edge. */
  dataDir: string;
}

/**
 * The authorities of an installation and what the edge needs of them, made at first start
 * (docs/decisions/0001-foundation.md, "Names in the store"). Keys of authorities lie in the authority namespace, which
 * only the portal reads. Two portals that start at once make one: creating the Secret decides.
 */
export class TrustAnchors {
  readonly #options: TrustAnchorsOptions;

  static create(options: TrustAnchorsOptions) {
    return new TrustAnchors(options);
  }

  private constructor(options: TrustAnchorsOptions) {
    this.#options = options;
  }

  /** @returns the authority that signs client certificates */
  async prepare(): Promise<Authority> {
    const { namespaces } = this.#options;
    const client = await this.#authority(CLIENT_CA, 'Remote Environments CA');
    await this.#put(namespaces.system, CLIENT_CA_BUNDLE, {
      'ca.crt': client.certificate,
    });
    const edge = await this.#authority(EDGE_CA, 'Remote Environments Edge CA');
    await this.#writeEdgeCa(edge.certificate);
    await this.#renewEdgeCertificate(edge);
    return Authority.load(client);
  }

  /** Replaces the edge's certificate when it is about to expire; gateways pick the new one up. */
  async renew(): Promise<void> {
    await this.#renewEdgeCertificate(
      await this.#authority(EDGE_CA, 'Remote Environments Edge CA'),
    );
  }

  async #authority(name: string, title: string): Promise<KeyAndCertificate> {
    const namespace = this.#options.namespaces.authority;
    const stored = await this.#get(namespace, name);
    if (stored) {
      return stored;
    }
    const made = await Authority.createRoot({
      subject: [
        ['O', this.#options.organization],
        ['CN', title],
      ],
    });
    try {
      await this.#create(namespace, name, {
        'tls.crt': made.certificate,
        'tls.key': made.key,
      });
      return made;
    } catch (error) {
      const winner = await this.#get(namespace, name);
      if (error instanceof ResourceExistsError && winner) {
        return winner;
      }
      throw error;
    }
  }

  async #renewEdgeCertificate(authority: KeyAndCertificate): Promise<void> {
    const { namespaces, edgeHosts } = this.#options;
    const stored = await this.#get(namespaces.system, EDGE_TLS);
    if (
      stored &&
      isGood(stored.certificate, authority.certificate, edgeHosts)
    ) {
      return;
    }
    const issuer = await Authority.load(authority);
    const server = await issuer.issueServer({
      hosts: edgeHosts,
      validityMs: SERVER_VALIDITY_MS,
    });
    await this.#put(namespaces.system, EDGE_TLS, {
      'tls.crt': server.certificate,
      'tls.key': server.key,
    });
  }

  async #writeEdgeCa(certificate: string): Promise<void> {
    const { dataDir } = this.#options;
    const file = path.join(dataDir, 'edge-ca.pem');
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, certificate, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  async #get(
    namespace: string,
    name: string,
  ): Promise<KeyAndCertificate | undefined> {
    const secret = await this.#options.store.get(SecretKind, {
      namespace,
      name,
    });
    const certificate = decoded(secret, 'tls.crt');
    const key = decoded(secret, 'tls.key');
    return certificate && key ? { certificate, key } : undefined;
  }

  #create(namespace: string, name: string, values: Record<string, string>) {
    return this.#options.store.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name },
      type: 'Opaque',
      data: encoded(values),
    });
  }

  /** Creates or replaces; another portal that does the same at once wins as well. */
  async #put(namespace: string, name: string, values: Record<string, string>) {
    const { store } = this.#options;
    const stored = await store.get(SecretKind, { namespace, name });
    try {
      await (stored
        ? store.update(SecretKind, { ...stored, data: encoded(values) })
        : this.#create(namespace, name, values));
    } catch (error) {
      const raced =
        error instanceof ResourceConflictError ||
        error instanceof ResourceExistsError;
      if (!raced) {
        throw error;
      }
    }
  }
}

function isGood(
  certificate: string,
  authority: string,
  hosts: readonly string[],
): boolean {
  const leaf = new X509Certificate(certificate);
  return (
    leaf.validToDate.getTime() - Date.now() > RENEW_BEFORE_MS &&
    leaf.verify(new X509Certificate(authority).publicKey) &&
    hosts.every(host => leaf.checkHost(host) ?? leaf.checkIP(host))
  );
}

function decoded(secret: Secret | undefined, key: string): string | undefined {
  const value = secret?.data?.[key];
  return value && Buffer.from(value, 'base64').toString('utf8');
}

function encoded(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Buffer.from(value, 'utf8').toString('base64'),
    ]),
  );
}
