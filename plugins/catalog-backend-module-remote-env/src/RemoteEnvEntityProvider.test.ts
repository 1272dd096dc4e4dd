import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  EntityProviderConnection,
  EntityProviderMutation,
} from '@backstage/plugin-catalog-node';
import {
  API_VERSION,
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { RemoteEnvEntityProvider } from './RemoteEnvEntityProvider';

const NAMESPACE = 'remote-env-system';

/** A catalog that keeps what it is told, and waits to be told something. */
class ObservedCatalog implements EntityProviderConnection {
  readonly mutations: EntityProviderMutation[] = [];
  #waiting: (() => void)[] = [];

  async applyMutation(mutation: EntityProviderMutation): Promise<void> {
    this.mutations.push(mutation);
    this.#waiting.splice(0).forEach(resolve => resolve());
  }

  async refresh(): Promise<void> {}

  async mutation(count: number): Promise<EntityProviderMutation> {
    while (this.mutations.length < count) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    }
    return this.mutations[count - 1]!;
  }
}

function added(mutation: EntityProviderMutation) {
  const entities =
    mutation.type === 'full' ? mutation.entities : mutation.added;
  return entities.flatMap(e => ('entity' in e ? [e.entity] : []));
}

describe('RemoteEnvEntityProvider', () => {
  let dir: string;
  let store: ResourceStore;
  let catalog: ObservedCatalog;
  let provider: RemoteEnvEntityProvider;

  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'remote-env-catalog-'));
    store = await createDatabaseResourceStore({
      connection: { client: 'sqlite', file: path.join(dir, 'r.sqlite') },
      encryptionKey: Buffer.alloc(32, 7),
    });
    catalog = new ObservedCatalog();
    provider = RemoteEnvEntityProvider.create({
      store,
      namespace: NAMESPACE,
      defaults: { lifecycle: 'production', owner: 'group:default/unknown' },
      logger: mockServices.logger.mock(),
    });
  });

  afterEach(async () => {
    await provider.close();
    await store.close();
    await rm(dir, { recursive: true });
  });

  async function approvedEnvironment(name: string) {
    const environment = await store.create(RemoteEnvironmentKind, {
      apiVersion: API_VERSION,
      kind: RemoteEnvironmentKind.kind,
      metadata: { namespace: NAMESPACE, name },
      spec: { displayName: 'Online shop', owner: 'group:default/shop' },
    });
    const identity = { name, uid: environment.metadata.uid };
    await store.create(ConnectionApprovalKind, {
      apiVersion: API_VERSION,
      kind: ConnectionApprovalKind.kind,
      metadata: { namespace: NAMESPACE, name },
      spec: {
        environment: identity,
        verdict: 'approved',
        decidedBy: 'user:default/admin',
        decidedAt: '2026-01-01T00:00:00Z',
      },
    });
    return identity;
  }

  function service(
    environment: { name: string; uid: string },
    phase: RemoteService['spec']['phase'],
  ) {
    return store.create(RemoteServiceKind, {
      apiVersion: API_VERSION,
      kind: RemoteServiceKind.kind,
      metadata: { namespace: NAMESPACE, name: 'id-1' },
      spec: {
        environment,
        id: 'id-1',
        name: 'orders',
        provider: 'Shop',
        displayName: 'Orders',
        description: 'Orders of the shop',
        labels: { sample: 'true', team: 'Checkout' },
        api: {
          targetUrl: 'https://shop.test',
          authentication: { type: 'none' },
        },
        events: { types: [] },
        phase,
      },
    });
  }

  it('begins with everything, then tells only what changed', async () => {
    const shop = await approvedEnvironment('shop');
    await provider.connect(catalog);
    const full = await catalog.mutation(1);
    expect(full.type).toBe('full');
    expect(added(full).map(e => `${e.kind}:${e.metadata.name}`)).toEqual([
      'System:shop',
    ]);

    const orders = await service(shop, 'Ready');
    const delta = await catalog.mutation(2);
    expect(delta).toMatchObject({ type: 'delta', removed: [] });
    expect(added(delta)).toMatchObject([
      {
        kind: 'API',
        metadata: {
          name: 'id-1-api',
          title: 'Orders (API)',
          tags: ['sample', 'checkout'],
          annotations: {
            'remote-env.dev/environment': 'shop',
            'remote-env.dev/service-id': 'id-1',
            'remote-env.dev/document': 'apiSpec',
          },
        },
        spec: {
          type: 'openapi',
          lifecycle: 'production',
          owner: 'group:default/shop',
          system: 'shop',
        },
      },
      { metadata: { name: 'id-1-events' }, spec: { type: 'asyncapi' } },
    ]);

    await store.delete(RemoteServiceKind, orders.metadata);
    expect(await catalog.mutation(3)).toMatchObject({
      type: 'delta',
      added: [],
      removed: [
        { entityRef: 'api:default/id-1-api' },
        { entityRef: 'api:default/id-1-events' },
      ],
    });
  });

  it('shows no environment before approval and no service before it is ready', async () => {
    const shop = await approvedEnvironment('shop');
    await service(shop, 'Pending');
    await store.create(RemoteEnvironmentKind, {
      apiVersion: API_VERSION,
      kind: RemoteEnvironmentKind.kind,
      metadata: { namespace: NAMESPACE, name: 'asked' },
      spec: {},
    });
    await provider.connect(catalog);
    const full = await catalog.mutation(1);
    expect(added(full).map(e => e.metadata.name)).toEqual(['shop']);
  });
});
