import { serviceObjectName } from '@remote-env/plugin-remote-env-common';
import { contentsOf } from '../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  FULL,
  MINIMAL,
  OAUTH,
  OPENAPI,
} from '../__testUtils__/serviceDefinitions';
import { useRegistry } from './__testUtils__/useRegistry';

jest.setTimeout(30_000);

describe('replacing services', () => {
  const { given, secretValues, documentText } = useRegistry();

  it('replaces documents and Secrets at once and removes the old ones', async () => {
    const { registry, shop, stores } = given();
    const before = await registry.register(shop, FULL);
    const old = await contentsOf(stores);
    const after = await registry.replace(shop, before.id, {
      ...FULL,
      name: 'Orders, new',
      identifier: 'ignored',
      api: {
        ...FULL.api,
        spec: { ...OPENAPI, openapi: '3.1.0' },
        credentials: { basic: { username: 'u', password: 'p' } },
        requestParameters: { headers: { 'X-Tenant': ['8'] } },
      },
      events: undefined,
      documentation: undefined,
    });
    expect(after).toMatchObject({
      id: before.id,
      name: before.name,
      identifier: 'acme-orders-v1',
      displayName: 'Orders, new',
      kinds: ['api'],
      eventTypes: [],
      documents: [{ role: 'apiSpec', format: 'openapi-3.1' }],
      updatedAt: expect.any(String),
    });
    expect(after.etag).not.toBe(before.etag);
    expect(after.documentation).toBeUndefined();
    const { keys, secrets, services } = await contentsOf(stores);
    expect(keys).toHaveLength(2);
    expect(old.keys).toHaveLength(6);
    expect(keys.some(key => old.keys.includes(key))).toBe(false);
    expect(secrets).toHaveLength(2);
    const api = services[0]?.spec.api;
    expect(await secretValues(api?.authentication.secretName)).toEqual({
      username: 'u',
      password: 'p',
    });
    expect(await secretValues(api?.requestParametersSecretName)).toEqual({
      headers: '{"X-Tenant":["8"]}',
      queryParameters: '{}',
    });
  });

  it('keeps documents when none is sent, and Secrets that do not change', async () => {
    const { registry, shop, stores } = given();
    const before = await registry.register(shop, FULL);
    const old = await contentsOf(stores);
    const after = await registry.replace(shop, before.id, {
      ...MINIMAL,
      description: 'changed',
      api: {
        ...FULL.api,
        spec: undefined,
        credentials: {
          oauth: {
            ...OAUTH.oauth,
            clientId: '********',
            clientSecret: '********',
          },
        },
      },
    });
    expect(after.description).toBe('changed');
    expect(after.documents.map(({ role }) => role)).toEqual([
      'apiSpec',
      'documentation',
    ]);
    expect(after.documentation).toEqual(before.documentation);
    const now = await contentsOf(stores);
    expect(now.secrets).toEqual(old.secrets);
    expect(await documentText(before.id, 'apiSpec')).toBe(
      JSON.stringify(OPENAPI),
    );
  });

  it('keeps a masked value beside a new one', async () => {
    const { registry, shop, stores } = given();
    const { id } = await registry.register(shop, FULL);
    await registry.replace(shop, id, {
      ...FULL,
      api: {
        ...FULL.api,
        credentials: {
          oauth: {
            ...OAUTH.oauth,
            clientId: 'client-2',
            clientSecret: '********',
          },
        },
      },
    });
    const { services, secrets } = await contentsOf(stores);
    const name = services[0]?.spec.api?.authentication.secretName;
    expect(await secretValues(name)).toEqual({
      clientId: 'client-2',
      clientSecret: 'secret-1',
    });
    expect(name).not.toBe(serviceObjectName('shop', id));
    expect(secrets).toHaveLength(2);
  });

  it.each([
    ['the target', { targetUrl: 'https://evil.test/api' }, OAUTH.oauth.url],
    ['the token URL', {}, 'https://evil.test/token'],
  ])(
    'does not send a masked secret elsewhere by changing %s',
    async (_, more, url) => {
      const { registry, shop } = given();
      const { id } = await registry.register(shop, FULL);
      await expect(
        registry.replace(shop, id, {
          ...FULL,
          api: {
            ...FULL.api,
            ...more,
            credentials: {
              oauth: { url, clientId: 'client-1', clientSecret: '********' },
            },
          },
        }),
      ).rejects.toMatchObject({
        name: 'ServiceInvalidError',
        message: expect.stringContaining('leads elsewhere than before'),
      });
    },
  );

  it('removes what belongs to the API together with it', async () => {
    const { registry, shop, stores } = given();
    const { id } = await registry.register(shop, FULL);
    const after = await registry.replace(shop, id, {
      ...MINIMAL,
      api: undefined,
      events: { spec: ASYNCAPI },
    });
    expect(after).toMatchObject({ kinds: ['events'], documents: [{}] });
    expect(after.hostName).toBeUndefined();
    expect((await contentsOf(stores)).secrets).toEqual([]);

    const again = await registry.replace(shop, id, FULL);
    expect(again.hostName).toMatch(/^re-shop-/);
    expect((await contentsOf(stores)).secrets).toHaveLength(2);
  });

  it('refuses an unknown service and an entity tag that is not the current one', async () => {
    const { registry, shop } = given();
    const missing = { name: 'ServiceNotFoundError' };
    for (const id of ['12345', '00000000-0000-4000-8000-000000000000']) {
      await expect(registry.replace(shop, id, MINIMAL)).rejects.toMatchObject(
        missing,
      );
    }
    const first = await registry.register(shop, MINIMAL);
    const changed = { ...MINIMAL, description: 'changed' };
    const second = await registry.replace(shop, first.id, changed, {
      ifMatch: first.etag,
    });
    const failed = { name: 'PreconditionFailedError' };
    await expect(
      registry.replace(shop, first.id, MINIMAL, { ifMatch: first.etag }),
    ).rejects.toMatchObject(failed);
    await expect(
      registry.delete(shop, first.id, { ifMatch: first.etag }),
    ).rejects.toMatchObject(failed);
    expect((await registry.get(shop, first.id))?.description).toBe('changed');
    expect(
      await registry.delete(shop, first.id, { ifMatch: second.etag }),
    ).toBe(true);
  });
});
