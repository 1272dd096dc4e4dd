import {
  API_VERSION,
  ConnectionApprovalKind,
  ENVIRONMENT_LABEL,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  type ConnectionApproval,
  type RemoteEnvironment,
  type RemoteService,
  type RemoteServiceManifest,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const NAMESPACE = 'remote-env-system';

const ORDERS = {
  provider: 'Acme',
  displayName: 'Orders',
  description: 'Everything about orders',
  api: {
    targetUrl: 'https://orders.acme.test',
    authentication: { type: 'none' },
  },
} satisfies Partial<RemoteService['spec']>;

/** A real store, and what people and systems do to it. */
export class TestInstallation {
  readonly store: ResourceStore;
  readonly #folder: string;

  static async create(): Promise<TestInstallation> {
    const folder = await mkdtemp(path.join(tmpdir(), 'remote-env-catalog-'));
    return new TestInstallation(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.store = createDatabaseResourceStore({
      connection: { client: 'sqlite', file: path.join(folder, 'db.sqlite') },
      encryptionKey: Buffer.alloc(32, 3),
    });
  }

  async dispose(): Promise<void> {
    await this.store.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  environment(
    name: string,
    spec: RemoteEnvironment['spec'] = {},
  ): Promise<RemoteEnvironment> {
    return this.store.create(RemoteEnvironmentKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteEnvironment',
      metadata: { namespace: NAMESPACE, name },
      spec,
    });
  }

  async decide(
    { metadata: { name, uid } }: RemoteEnvironment,
    verdict: Verdict,
  ): Promise<ConnectionApproval> {
    const spec = {
      environment: { name, uid },
      verdict,
      decidedBy: 'user:default/admin',
      decidedAt: '2026-01-01T00:00:00Z',
    };
    const stored = await this.store.get(ConnectionApprovalKind, {
      namespace: NAMESPACE,
      name,
    });
    return stored
      ? this.store.update(ConnectionApprovalKind, { ...stored, spec })
      : this.store.create(ConnectionApprovalKind, {
          apiVersion: API_VERSION,
          kind: 'ConnectionApproval',
          metadata: { namespace: NAMESPACE, name },
          spec,
        });
  }

  async approved(
    name: string,
    spec?: RemoteEnvironment['spec'],
  ): Promise<RemoteEnvironment> {
    const environment = await this.environment(name, spec);
    await this.decide(environment, 'approved');
    return environment;
  }

  service(
    { metadata }: RemoteEnvironment,
    id: string,
    spec: Partial<RemoteService['spec']> = {},
  ): Promise<RemoteService> {
    return this.store.create(RemoteServiceKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata: {
        namespace: NAMESPACE,
        name: id,
        labels: { [ENVIRONMENT_LABEL]: metadata.name },
      },
      spec: {
        environment: { name: metadata.name, uid: metadata.uid },
        id,
        name: `orders-${id}`,
        ...ORDERS,
        phase: 'Ready',
        ...spec,
      },
    });
  }

  /** As with `kubectl`: nothing is there that the portal fills in, unless people have written it. */
  apply(
    { metadata }: RemoteEnvironment,
    id: string,
    spec: Partial<RemoteServiceManifest['spec']> = {},
  ): Promise<RemoteServiceManifest> {
    return this.store.create(RemoteServiceManifestKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata: { namespace: NAMESPACE, name: id },
      spec: {
        environment: { name: metadata.name },
        ...ORDERS,
        ...spec,
      },
    });
  }

  change(
    service: RemoteService,
    spec: Partial<RemoteService['spec']>,
  ): Promise<RemoteService> {
    return this.store.update(RemoteServiceKind, {
      ...service,
      spec: { ...service.spec, ...spec },
    });
  }
}

export async function until<T>(
  read: () => Promise<T> | T,
  holds: (value: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const value = await read();
    if (holds(value)) {
      return value;
    }
    if (performance.now() > deadline) {
      throw new Error(`still not so: ${JSON.stringify(value)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}
