import {
  API_VERSION,
  certificateObjectName,
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  SecretKind,
  type ClientCertificate,
  type RemoteEnvironment,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import type { Credentials } from './pki';

export const NAMESPACE = 'remote-env-system';

/** Writes what the portal would write. */
export class TestResources {
  readonly #store: ResourceStore;

  constructor(store: ResourceStore) {
    this.#store = store;
  }

  async environment(
    name: string,
    verdict: Verdict | 'undecided' = 'approved',
    tenant?: string,
    group?: string,
  ): Promise<RemoteEnvironment> {
    const environment = await this.#store.create(RemoteEnvironmentKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteEnvironment',
      metadata: { namespace: NAMESPACE, name },
      spec: { displayName: name, tenant, group },
    });
    if (verdict !== 'undecided') {
      await this.decide(environment, verdict);
    }
    return environment;
  }

  async decide(
    { metadata: { name, uid } }: RemoteEnvironment,
    verdict: Verdict,
  ): Promise<void> {
    const spec = {
      environment: { name, uid },
      verdict,
      decidedBy: 'user:default/admin',
      decidedAt: new Date().toISOString(),
    };
    const known = await this.#store.get(ConnectionApprovalKind, {
      namespace: NAMESPACE,
      name,
    });
    if (known) {
      await this.#store.update(ConnectionApprovalKind, { ...known, spec });
    } else {
      await this.#store.create(ConnectionApprovalKind, {
        apiVersion: API_VERSION,
        kind: 'ConnectionApproval',
        metadata: { namespace: NAMESPACE, name },
        spec,
      });
    }
  }

  deleteEnvironment(name: string): Promise<void> {
    return this.#store.delete(RemoteEnvironmentKind, {
      namespace: NAMESPACE,
      name,
    });
  }

  record(
    { metadata: { name, uid } }: RemoteEnvironment,
    { cert }: Pick<Credentials, 'cert'>,
    altered: { serialNumber?: string; issuer?: string } = {},
  ): Promise<ClientCertificate> {
    const facts = certificateFacts(cert);
    return this.#store.create(ClientCertificateKind, {
      apiVersion: API_VERSION,
      kind: 'ClientCertificate',
      metadata: {
        namespace: NAMESPACE,
        name: certificateObjectName(facts.fingerprint),
      },
      spec: {
        ...facts,
        ...altered,
        environment: { name, uid },
        notBefore: facts.notBefore.toISOString(),
        notAfter: facts.notAfter.toISOString(),
        source: 'token',
        pem: cert,
      },
    });
  }

  async revoke({ metadata }: ClientCertificate): Promise<void> {
    const record = await this.#store.get(ClientCertificateKind, metadata);
    if (!record) {
      throw new Error('there is no such record');
    }
    await this.#store.updateStatus(ClientCertificateKind, {
      ...record,
      status: {
        revocation: {
          at: new Date().toISOString(),
          by: 'user:default/admin',
        },
      },
    });
  }

  async subscribe(
    { metadata: { name, uid } }: RemoteEnvironment,
    id: string,
    eventTypes: { type: string; version?: string }[],
  ): Promise<void> {
    await this.#store.create(EventSubscriptionKind, {
      apiVersion: API_VERSION,
      kind: 'EventSubscription',
      metadata: { namespace: NAMESPACE, name: id },
      spec: {
        consumer: { namespace: 'default', name: 'orders' },
        environment: { name, uid },
        eventTypes,
        sink: 'http://localhost:1/',
      },
    });
  }

  async secret(name: string, values: Record<string, string>): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    );
    const known = await this.#store.get(SecretKind, {
      namespace: NAMESPACE,
      name,
    });
    if (known) {
      await this.#store.update(SecretKind, { ...known, data });
    } else {
      await this.#store.create(SecretKind, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace: NAMESPACE, name },
        data,
      });
    }
  }
}
