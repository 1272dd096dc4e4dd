import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import { StoreUnavailableError } from '@remote-env/plugin-remote-env-node';
import { TestInstallation, until } from '../__testUtils__/objects';
import type { TestCatalog } from '../__testUtils__/TestCatalog';
import { useProviders } from '../__testUtils__/useProviders';

jest.setTimeout(60_000);

describe('RemoteEnvEntityProvider', () => {
  const { given, start } = useProviders();
  let installation: TestInstallation;
  let catalog: TestCatalog;

  beforeEach(() => {
    ({ installation, catalog } = given());
  });

  it('says of what ends that it is deprecated', async () => {
    const shop = await installation.approved('shop', {});
    await installation.service(shop, 'id-1', {
      deprecation: { endsOn: '2031-05-01' },
    });
    await start();
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    expect(catalog.entities.get('api:default/id-1-api')?.spec).toMatchObject({
      lifecycle: 'deprecated',
    });
  });

  it('leaves out what was applied and is not completed yet', async () => {
    const shop = await installation.approved('shop');
    const { name, uid } = shop.metadata;
    const ready = { environment: { name, uid }, phase: 'Ready' } as const;
    await installation.apply(shop, 'id-1');
    await installation.apply(shop, 'id-2', ready);
    await start();
    await installation.apply(shop, 'id-3', ready);
    await installation.service(shop, 'id-4');
    await catalog.holds('system:default/shop', 'api:default/id-4-api');
    expect(catalog.references).toHaveLength(2);
  });

  it('describes environments, APIs and event catalogs', async () => {
    const shop = await installation.approved('shop', {
      displayName: 'The Shop',
      description: 'Sells things',
      owner: 'group:default/shop-team',
      labels: { region: 'EU' },
    });
    await installation.service(shop, 'id-1', {
      labels: { 'connected-app': 'shop', team: 'checkout' },
      events: { types: [{ name: 'order.created', version: 'v1' }] },
      documents: {
        apiSpec: {
          key: 'sha256/aa/aa',
          sha256: 'aa',
          size: 1,
          contentType: 'application/json',
          format: 'openapi-3.0',
        },
      },
    });
    await start();
    await catalog.holds(
      'system:default/shop',
      'api:default/id-1-api',
      'api:default/id-1-events',
    );
    const page = 'http://localhost:7007/remote-env/environments/shop';
    const location = 'remote-env:remote-env-system/shop';
    expect(catalog.entities.get('system:default/shop')).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'System',
      metadata: {
        namespace: 'default',
        name: 'shop',
        title: 'The Shop',
        description: 'Sells things',
        tags: ['region:eu'],
        links: [{ url: page, title: 'Remote environment' }],
        annotations: {
          'backstage.io/managed-by-location': location,
          'backstage.io/managed-by-origin-location': location,
          'backstage.io/view-url': page,
          'remote-env.dev/environment': 'shop',
        },
      },
      spec: { owner: 'group:default/shop-team', type: 'remote-environment' },
    });
    expect(catalog.entities.get('api:default/id-1-api')).toMatchObject({
      kind: 'API',
      metadata: {
        title: 'Orders (API)',
        description: 'Everything about orders',
        tags: ['team:checkout'],
        annotations: {
          'remote-env.dev/environment': 'shop',
          'remote-env.dev/service-id': 'id-1',
          'remote-env.dev/document': 'apiSpec',
        },
      },
      spec: {
        type: 'openapi',
        lifecycle: 'production',
        owner: 'group:default/shop-team',
        system: 'system:default/shop',
        definition: `Registered by the remote environment 'shop'. See ${page}/services/id-1`,
      },
    });
    expect(catalog.entities.get('api:default/id-1-events')).toMatchObject({
      metadata: {
        title: 'Orders (events)',
        annotations: { 'remote-env.dev/document': 'eventSpec' },
      },
      spec: { type: 'asyncapi' },
    });
  });

  it('follows services as they come, change and go, by deltas', async () => {
    const shop = await installation.approved('shop');
    await start();
    await catalog.holds('system:default/shop');
    const pending = await installation.service(shop, 'id-1', {
      phase: 'Pending',
    });
    const started = performance.now();
    const ready = await installation.change(pending, { phase: 'Ready' });
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    expect(performance.now() - started).toBeLessThan(2000);

    const renamed = await installation.change(ready, { displayName: 'New' });
    await until(
      () => catalog.entities.get('api:default/id-1-api')?.metadata.title,
      title => title === 'New',
    );
    await installation.change(renamed, {
      api: undefined,
      events: { types: [] },
    });
    await catalog.holds('system:default/shop', 'api:default/id-1-events');
    await installation.store.delete(RemoteServiceKind, renamed.metadata);
    await catalog.holds('system:default/shop');
    expect(catalog.mutations.map(({ type }) => type)).toEqual([
      'full',
      'delta',
      'delta',
      'delta',
      'delta',
    ]);
  });

  it('shows what is approved, keeps what is suspended, and drops the rest', async () => {
    const shop = await installation.environment('shop');
    await installation.service(shop, 'id-1');
    await start();
    await until(
      () => catalog.mutations.length,
      count => count === 1,
    );
    expect(catalog.references).toEqual([]);
    await installation.decide(shop, 'approved');
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    await installation.decide(shop, 'suspended');
    await installation.service(shop, 'id-2');
    await catalog.holds(
      'system:default/shop',
      'api:default/id-1-api',
      'api:default/id-2-api',
    );
    await installation.decide(shop, 'rejected');
    expect(await catalog.holds()).toEqual([]);
  });

  it('drops an environment with everything of it', async () => {
    const shop = await installation.approved('shop');
    const crm = await installation.approved('crm');
    await installation.service(shop, 'id-1');
    await installation.service(crm, 'id-2');
    await start();
    await catalog.holds(
      'system:default/shop',
      'system:default/crm',
      'api:default/id-1-api',
      'api:default/id-2-api',
    );
    await installation.store.delete(RemoteEnvironmentKind, shop.metadata);
    await catalog.holds('system:default/crm', 'api:default/id-2-api');
    // Its approval is of the old one.
    await installation.environment('shop');
    await installation.service(crm, 'id-3');
    await catalog.holds(
      'system:default/crm',
      'api:default/id-2-api',
      'api:default/id-3-api',
    );
    expect(catalog.mutations.at(-1)?.type).toBe('delta');
  });

  it('changes the owner of all entities with that of the environment', async () => {
    const shop = await installation.approved('shop', { owner: 'not a ref' });
    await installation.service(shop, 'id-1');
    await start();
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    const owners = () =>
      [...catalog.entities.values()].map(({ spec }) => spec?.owner);
    expect(owners()).toEqual(['unknown', 'unknown']);
    await installation.store.update(RemoteEnvironmentKind, {
      ...shop,
      spec: { owner: 'user:default/eve' },
    });
    await until(owners, found =>
      found.every(owner => owner === 'user:default/eve'),
    );
  });

  it('says nothing when only the status changes', async () => {
    const shop = await installation.approved('shop');
    const service = await installation.service(shop, 'id-1');
    await start();
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    await installation.store.updateStatus(RemoteServiceKind, {
      ...service,
      status: { lastCall: '2026-01-01T00:00:00Z' },
    });
    await installation.store.updateStatus(RemoteEnvironmentKind, {
      ...shop,
      status: { serviceCount: 1 },
    });
    await installation.service(shop, 'id-2');
    await catalog.holds(
      'system:default/shop',
      'api:default/id-1-api',
      'api:default/id-2-api',
    );
    expect(catalog.mutations).toHaveLength(2);
    expect(catalog.mutations[1]).toMatchObject({ added: [{}], removed: [] });
  });

  it('removes nothing while the store cannot be read, and what is stale once it can', async () => {
    const shop = await installation.approved('shop');
    await installation.service(shop, 'id-1');
    const stale = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: { namespace: 'default', name: 'stale' },
    };
    catalog.entities.set('api:default/stale', stale);
    let away = 2;
    let refused = 0;
    const { store } = installation;
    await start({
      create: (kind, object) => store.create(kind, object),
      get: (kind, name) => store.get(kind, name),
      update: (kind, object) => store.update(kind, object),
      updateStatus: (kind, object) => store.updateStatus(kind, object),
      delete: (kind, name, preconditions) =>
        store.delete(kind, name, preconditions),
      close: () => store.close(),
      watch: (kind, options) => store.watch(kind, options),
      list: async (kind, options) => {
        // Environments can be read, services not yet: a partial view.
        if (kind.kind === 'RemoteService' && away > 0) {
          away -= 1;
          refused += 1;
          throw new StoreUnavailableError('away');
        }
        return store.list(kind, options);
      },
    });
    await until(
      () => refused,
      count => count === 1,
    );
    expect(catalog.references).toEqual(['api:default/stale']);
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    expect(refused).toBe(2);
    expect(catalog.mutations).toHaveLength(1);
  });

  it('gives the catalog again what it did not take', async () => {
    const shop = await installation.approved('shop');
    catalog.failures = 1;
    await start();
    await catalog.holds('system:default/shop');
    catalog.failures = 1;
    const service = await installation.service(shop, 'id-1');
    await until(
      () => catalog.failures,
      left => left === 0,
    );
    await installation.change(service, { displayName: 'Meanwhile' });
    await catalog.holds('system:default/shop', 'api:default/id-1-api');
    expect(catalog.entities.get('api:default/id-1-api')?.metadata.title).toBe(
      'Meanwhile',
    );
  });
});
