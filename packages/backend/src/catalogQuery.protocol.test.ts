import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import catalogModuleRemoteEnv from '@remote-env/plugin-catalog-backend-module-remote-env';
import remoteEnvPlugin from '@remote-env/plugin-remote-env-backend';
import { memoryDatabases } from '@remote-env/plugin-remote-env-node/testing-backend';
import request from 'supertest';

jest.setTimeout(90_000);

const databases = memoryDatabases(TestDatabases.create({ ids: ['SQLITE_3'] }));

/** It takes some two seconds, of which the catalog's own rhythm is one; a machine may be busy. */
const PATIENCE_MS = 20_000;

const DEFINITION = {
  provider: 'Acme',
  name: 'Orders',
  description: 'Everything about orders',
  labels: { team: 'Check Out' },
  api: {
    targetUrl: 'https://shop.example.com/api',
    spec: {
      openapi: '3.0.0',
      info: { title: 'Orders', version: '1' },
      paths: {},
    },
  },
  events: {
    spec: {
      asyncapi: '2.6.0',
      info: { title: 'Order events', version: '1' },
      channels: { 'order.created.v1': {} },
    },
  },
};

const APIS = 'kind=api,relations.partOf=system:default/shop';
const SYSTEMS = 'kind=system,spec.type=remote-environment';

/** Portal and catalog together, as the portal's back end has them. */
describe('a query of the catalog', () => {
  let directory: string;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'catalog-query-'));
    backend = await startTestBackend({
      features: [
        databases,
        remoteEnvPlugin,
        catalogPlugin,
        catalogModuleRemoteEnv,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost:7007' },
            backend: { baseUrl: 'http://localhost:7007' },
            remoteEnv: {
              dataDir: directory,
              secrets: { encryptionKey: randomBytes(32).toString('base64') },
              gateway: {
                supervise: false,
                token: randomBytes(32).toString('hex'),
                assertionKey: randomBytes(32).toString('base64'),
                controlToken: randomBytes(32).toString('hex'),
              },
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend.stop();
    rmSync(directory, { recursive: true });
  });

  const portal = (method: 'post' | 'put' | 'patch' | 'delete', url: string) =>
    request(backend.server)[method](`/api/remote-env/v1/environments${url}`);

  const query = async (filter: string) => {
    const { body, status } = await request(backend.server)
      .get('/api/catalog/entities/by-query')
      .query({ filter, orderField: 'metadata.name,asc' });
    expect(status).toBe(200);
    return body.items;
  };

  /** Until a query finds what it should. */
  async function found(filter: string, expected: unknown): Promise<void> {
    const began = performance.now();
    for (;;) {
      const items = await query(filter);
      try {
        expect(items).toEqual(expected);
        return;
      } catch (error) {
        if (performance.now() - began > PATIENCE_MS) {
          throw error;
        }
        await delay(50);
      }
    }
  }

  const api = (more: object, spec: object, ...relations: unknown[]) =>
    expect.objectContaining({
      kind: 'API',
      metadata: expect.objectContaining(more),
      spec: expect.objectContaining(spec),
      relations: expect.arrayContaining(relations),
    });

  it('shows what a system has registered, with its relations, and not any longer than it is there', async () => {
    await portal('post', '').send({
      name: 'shop',
      displayName: 'The shop',
      owner: 'group:default/shop-team',
      labels: { region: 'EU' },
    });
    expect(await query(SYSTEMS)).toEqual([]);
    await portal('put', '/shop/decision').send({ verdict: 'approved' });
    const page = 'http://localhost:7007/remote-env/environments/shop';
    await found(SYSTEMS, [
      expect.objectContaining({
        metadata: expect.objectContaining({
          name: 'shop',
          title: 'The shop',
          tags: ['region:eu'],
          links: [expect.objectContaining({ url: page })],
        }),
        spec: { owner: 'group:default/shop-team', type: 'remote-environment' },
      }),
    ]);

    const { body: service } = await portal('post', '/shop/services').send(
      DEFINITION,
    );
    const partOf = { type: 'partOf', targetRef: 'system:default/shop' };
    const ownedBy = { type: 'ownedBy', targetRef: 'group:default/shop-team' };
    const link = `${page}/services/${service.id}`;
    const expected = (tags: string[], lifecycle: string) =>
      (['api', 'events'] as const).map(form =>
        api(
          {
            name: `${service.id}-${form}`,
            tags,
            links: [expect.objectContaining({ url: link })],
          },
          {
            type: form === 'api' ? 'openapi' : 'asyncapi',
            lifecycle,
            system: 'system:default/shop',
          },
          partOf,
          ownedBy,
        ),
      );
    await found(APIS, expected(['team:check-out'], 'production'));
    const [system] = await query(SYSTEMS);
    expect(system.relations).toEqual(
      expect.arrayContaining([
        { type: 'hasPart', targetRef: `api:default/${service.id}-api` },
        { type: 'hasPart', targetRef: `api:default/${service.id}-events` },
      ]),
    );

    await portal('put', `/shop/services/${service.id}`).send({
      ...DEFINITION,
      labels: { team: 'Baskets' },
    });
    await portal('put', `/shop/services/${service.id}/deprecation`).send({
      endsOn: '2027-01-31',
    });
    await found('kind=api,metadata.tags=team:baskets', [
      ...expected(['team:baskets'], 'deprecated'),
    ]);
    expect(await query('kind=api,metadata.tags=team:check-out')).toEqual([]);
    const ours = 'metadata.annotations.remote-env.dev/environment';
    for (const [filter, count] of [
      [`kind=api,spec.lifecycle=deprecated,${ours}`, 2],
      ['kind=api,relations.ownedBy=group:default/shop-team', 2],
      [`${APIS},spec.type=asyncapi`, 1],
      [`kind=api,spec.lifecycle=production,${ours}`, 0],
    ] as const) {
      const items = await query(filter);
      expect([filter, items.length]).toEqual([filter, count]);
    }

    await portal('delete', `/shop/services/${service.id}`);
    await found(APIS, []);
    expect(await query(SYSTEMS)).toHaveLength(1);
    await portal('delete', '/shop');
    await found(SYSTEMS, []);
  });
});
