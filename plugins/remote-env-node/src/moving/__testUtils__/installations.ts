import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { createDatabaseResourceStore } from '../../database';
import { createFilesystemDocumentStore } from '../../filesystem';
import { contentKey, documentTextKey } from '../../ports';
import type { Installation } from '../Installation';

export const NAMESPACES = {
  authority: 'remote-env-authority',
  system: 'remote-env-system',
};
const { authority, system } = NAMESPACES;

/** Embedded stores in a folder of their own. */
export async function newInstallation(
  namespaces = NAMESPACES,
): Promise<Installation & { folder: string; dispose(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'remote-env-moving-'));
  const resources = createDatabaseResourceStore({
    connection: { client: 'sqlite', file: path.join(folder, 'r.sqlite') },
    encryptionKey: Buffer.alloc(32, folder.length),
  });
  const documents = await createFilesystemDocumentStore({
    root: path.join(folder, 'documents'),
  });
  return {
    folder,
    resources,
    documents,
    namespaces,
    dispose: async () => {
      await resources.close();
      await documents.close();
      await rm(folder, { recursive: true });
    },
  };
}

function ownedBy({
  apiVersion,
  kind,
  metadata,
}: RemoteEnvironment | RemoteService) {
  const { name, uid } = metadata;
  return {
    ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
  };
}

const ours = { 'remote-env.dev/environment': 'shop' };

/** Something of every kind, with everything by which objects name one another. */
export async function fill(
  { resources, documents }: Installation,
  services = 3,
): Promise<void> {
  const secret = (
    namespace: string,
    name: string,
    more: object = {},
    data: Record<string, string> = { value: 'c2VjcmV0' },
  ) =>
    resources.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name, ...more },
      data,
    });
  await secret(authority, 'client-ca');
  await secret(system, 'edge-tls', {
    annotations: { 'remote-env.dev/managed': 'true' },
  });
  await secret(system, 'somebody-elses', { labels: { app: 'other' } });
  const shop = await resources.create(RemoteEnvironmentKind, {
    apiVersion: API_VERSION,
    kind: 'RemoteEnvironment',
    metadata: {
      namespace: system,
      name: 'shop',
      finalizers: ['remote-env.dev/cleanup'],
    },
    spec: { displayName: 'Shop', labels: { team: 'checkout' } },
  });
  await resources.updateStatus(RemoteEnvironmentKind, {
    ...shop,
    status: { serviceCount: services, lastSeen: '2026-01-01T00:00:00Z' },
  });
  const environment = { name: 'shop', uid: shop.metadata.uid };
  await resources.create(ConnectionApprovalKind, {
    apiVersion: API_VERSION,
    kind: 'ConnectionApproval',
    metadata: { namespace: system, name: 'shop', ...ownedBy(shop) },
    spec: {
      environment,
      verdict: 'approved',
      decidedBy: 'user:default/admin',
      decidedAt: '2026-01-01T00:00:00Z',
    },
  });
  for (const [name, uid] of [
    ['of-shop', environment.uid],
    ['of-nobody', '00000000-0000-4000-8000-00000000dead'],
  ]) {
    const certificate = await resources.create(ClientCertificateKind, {
      apiVersion: API_VERSION,
      kind: 'ClientCertificate',
      metadata: { namespace: system, name: name! },
      spec: {
        environment: { name: 'shop', uid: uid! },
        issuer: 'CN=CA',
        serialNumber: '0A',
        fingerprint: name!,
        subject: 'CN=shop',
        notBefore: '2026-01-01T00:00:00Z',
        notAfter: '2027-01-01T00:00:00Z',
        keyAlgorithm: 'rsa2048',
        source: 'token',
        pem: 'PEM',
      },
    });
    await resources.updateStatus(ClientCertificateKind, {
      ...certificate,
      status: {
        revocation: { at: '2026-02-01T00:00:00Z', by: 'user:default/admin' },
      },
    });
  }
  for (let number = 0; number < services; number++) {
    const id = `service-${number}`;
    const text = Buffer.from(`{"openapi":"3.1.0","number":${number % 2}}`);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const contentType = 'application/json';
    await documents.put(contentKey(sha256), text, { contentType });
    await documents.put(
      documentTextKey(sha256),
      Buffer.from(`words ${number}`),
      {
        contentType: 'text/plain',
      },
    );
    await documents.copy(
      contentKey(sha256),
      `service-class/${id}/apiSpec.json`,
    );
    const service = await resources.create(RemoteServiceKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata: { namespace: system, name: id, labels: ours, ...ownedBy(shop) },
      spec: {
        environment,
        id,
        name: id,
        provider: 'Acme',
        displayName: id,
        description: '',
        api: {
          targetUrl: 'https://shop.test',
          authentication: { type: 'basic', secretName: `re-shop-${id}` },
        },
        documents: {
          apiSpec: {
            key: contentKey(sha256),
            sha256,
            size: text.length,
            contentType,
            format: 'openapi-3.1',
          },
        },
        phase: 'Ready',
      },
    });
    await secret(system, `re-shop-${id}`, {
      annotations: { 'remote-env.dev/service': id },
      ...ownedBy(service),
    });
    const binding = await resources.create(RemoteServiceBindingKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteServiceBinding',
      metadata: {
        namespace: system,
        name: `rb-${number}`,
        finalizers: ['remote-env.dev/binding-secret'],
        ...ownedBy(service),
      },
      spec: {
        consumer: { namespace: 'shop-dev', name: 'orders' },
        environment,
        serviceId: id,
        tokenSha256: 'ab',
      },
    });
    await resources.updateStatus(RemoteServiceBindingKind, {
      ...binding,
      status: { binding: { name: `rb-${number}` } },
    });
    await secret('shop-dev', `rb-${number}`, { labels: ours });
  }
  // Deleted, and kept by its finalizer.
  await resources.delete(RemoteServiceBindingKind, {
    namespace: system,
    name: 'rb-0',
  });
  await resources.create(EventSubscriptionKind, {
    apiVersion: API_VERSION,
    kind: 'EventSubscription',
    metadata: { namespace: system, name: 'es-0', ...ownedBy(shop) },
    spec: {
      consumer: { namespace: 'shop-dev', name: 'orders' },
      environment,
      eventTypes: [{ type: 'order.created' }],
      sink: 'https://orders.test',
    },
  });
}
