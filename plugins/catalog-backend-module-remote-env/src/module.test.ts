import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { resourceStoreServiceRef } from '@remote-env/plugin-remote-env-node';
import { memoryDatabases } from '@remote-env/plugin-remote-env-node/testing-backend';
import request from 'supertest';
import { TestInstallation, until } from './__testUtils__/objects';
import catalogModuleRemoteEnv from './index';

jest.setTimeout(60_000);

const databases = memoryDatabases(TestDatabases.create({ ids: ['SQLITE_3'] }));

const KEY = Buffer.alloc(32, 1).toString('base64');
const CONFIG = {
  app: { baseUrl: 'http://localhost:7007' },
  backend: { baseUrl: 'http://localhost:7007' },
  catalog: {
    providers: {
      remoteEnv: {
        lifecycle: 'experimental',
        defaultOwner: 'group:default/developers',
      },
    },
  },
  remoteEnv: {
    dataDir: '/nonexistent',
    secrets: { encryptionKey: KEY },
    gateway: {
      token: 'x'.repeat(32),
      controlToken: 'x'.repeat(32),
      assertionKey: KEY,
    },
  },
};

describe('catalog module', () => {
  it('shows a service in a real catalog within seconds, and removes it', async () => {
    const installation = await TestInstallation.create();
    const shop = await installation.approved('shop', { displayName: 'Shop' });
    const backend = await startTestBackend({
      features: [
        databases,
        catalogPlugin,
        catalogModuleRemoteEnv,
        mockServices.rootConfig.factory({ data: CONFIG }),
        createServiceFactory({
          service: resourceStoreServiceRef,
          deps: {},
          factory: () => installation.store,
        }),
      ],
    });
    const entity = (reference: string) =>
      request(backend.server)
        .get(`/api/catalog/entities/by-name/${reference}`)
        .then(({ status, body }) => ({ status, body }));
    await until(
      () => entity('system/default/shop'),
      ({ status }) => status === 200,
    );

    const started = performance.now();
    const service = await installation.service(shop, 'id-1');
    const { body } = await until(
      () => entity('api/default/id-1-api'),
      ({ status }) => status === 200,
    );
    const seconds = (performance.now() - started) / 1000;
    expect(seconds).toBeLessThan(10);
    expect(body).toMatchObject({
      metadata: { title: 'Orders' },
      spec: { lifecycle: 'experimental', owner: 'group:default/developers' },
      relations: expect.arrayContaining([
        expect.objectContaining({
          type: 'partOf',
          targetRef: 'system:default/shop',
        }),
        expect.objectContaining({
          type: 'ownedBy',
          targetRef: 'group:default/developers',
        }),
      ]),
    });
    await installation.change(service, { phase: 'Deleting' });
    await until(
      () => entity('api/default/id-1-api'),
      ({ status }) => status === 404,
    );
    await backend.stop();
    await installation.dispose();
  });
});
