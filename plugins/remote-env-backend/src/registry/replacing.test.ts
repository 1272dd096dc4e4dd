import {
  RemoteServiceKind,
  serviceObjectName,
} from '@remote-env/plugin-remote-env-common';
import { contentsOf } from '../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  FULL,
  MINIMAL,
  OAUTH,
  OPENAPI,
} from '../__testUtils__/serviceDefinitions';
import { EDMX_2, EDMX_4 } from './specifications/__testUtils__/corpus/samples';
import { useRegistry } from './__testUtils__/useRegistry';

jest.setTimeout(60_000);

describe('replacing services', () => {
  const { given, surroundings, secretValues, documentText } = useRegistry();

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

  it('keeps masked parameters, and does not send them elsewhere', async () => {
    const { registry, shop, stores } = given();
    const { id } = await registry.register(shop, FULL);
    const masked = {
      headers: { 'X-Tenant': ['********'] },
      queryParameters: { client: ['********'] },
    };
    const withParameters = (requestParameters: object, targetUrl?: string) => ({
      ...FULL,
      api: {
        ...FULL.api,
        requestParameters,
        ...(targetUrl && { targetUrl, credentials: undefined }),
      },
    });
    await registry.replace(shop, id, withParameters(masked));
    const { services } = await contentsOf(stores);
    expect(
      await secretValues(services[0]?.spec.api?.requestParametersSecretName),
    ).toEqual({
      headers: '{"X-Tenant":["7"]}',
      queryParameters: '{"client":["100"]}',
    });
    await expect(
      registry.replace(shop, id, withParameters(masked, 'https://evil.test')),
    ).rejects.toMatchObject({
      name: 'ServiceInvalidError',
      message: expect.stringContaining('sent elsewhere than before'),
    });
    await expect(
      registry.register(shop, {
        ...withParameters(masked),
        identifier: undefined,
      }),
    ).rejects.toMatchObject({
      message:
        'api.requestParameters.headers.X-Tenant is masked, and there is no stored value to keep',
    });
  });

  it('keeps what its owner said of its end when the system replaces it', async () => {
    const { registry, shop } = given();
    const { id, etag } = await registry.register(shop, FULL);
    const next = await registry.register(shop, MINIMAL);
    const deprecation = { endsOn: '2027-03-01', successor: next.name };
    const retired = await registry.retire(shop, id, deprecation, {
      ifMatch: etag,
      by: 'user:default/ann',
    });
    expect(retired).toMatchObject({
      deprecation,
      kinds: ['api', 'events'],
      changedBy: { kind: 'person', by: 'user:default/ann' },
    });
    const replaced = await registry.replace(shop, id, FULL, {
      by: 'certificate:abc',
    });
    expect(replaced).toMatchObject({
      deprecation,
      changedBy: { kind: 'system', by: 'certificate:abc' },
    });
    for (const [wrong, message] of [
      [{ endsOn: '2027-02-30' }, "endsOn is not a day: '2027-02-30'"],
      [
        { endsOn: '2027-03-01', successor: 'gone' },
        "successor: there is no service 'gone' in 'shop'",
      ],
      [
        { endsOn: '2027-03-01', successor: id },
        'successor: a service cannot take its own place',
      ],
    ] as const) {
      await expect(registry.retire(shop, id, wrong)).rejects.toMatchObject({
        name: 'ServiceInvalidError',
        message,
      });
    }
    await expect(
      registry.retire(shop, id, undefined, { ifMatch: etag }),
    ).rejects.toMatchObject({ name: 'PreconditionFailedError' });
    const kept = await registry.retire(shop, id, undefined);
    expect(kept.deprecation).toBeUndefined();
  });

  it('tells a change in the store itself from those of people and systems', async () => {
    const { registry, shop, stores } = given();
    const { id } = await registry.register(shop, MINIMAL, {
      by: 'certificate:abc',
    });
    expect((await registry.get(shop, id))?.changedBy?.kind).toBe('system');
    const { services } = await contentsOf(stores);
    const [service] = services;
    if (!service) {
      throw new Error('no service is stored');
    }
    await stores.resources.update(RemoteServiceKind, {
      ...service,
      spec: { ...service.spec, deprecation: { endsOn: '2027-01-01' } },
    });
    expect(await registry.get(shop, id)).toMatchObject({
      deprecation: { endsOn: '2027-01-01' },
      changedBy: { kind: 'kubernetes' },
    });
  });

  it('fetches the metadata of OData from its target, and of it what a replacement finds', async () => {
    const { registry, shop } = given();
    const urls: string[] = [];
    surroundings.fetched = async ({ url, field }) => {
      urls.push(`${field}: ${url}`);
      return urls.length === 1 ? EDMX_4 : EDMX_2;
    };
    const definition = {
      ...MINIMAL,
      api: {
        targetUrl: 'https://orders.acme.test/odata/?client=1',
        apiType: 'oData',
      },
    };
    const first = await registry.register(shop, definition);
    expect(first.documents).toMatchObject([
      { format: 'odata-edmx', contentType: 'application/xml' },
    ]);
    expect(await documentText(first.id, 'apiSpec')).toBe(EDMX_4);
    await registry.replace(shop, first.id, definition);
    expect(await documentText(first.id, 'apiSpec')).toBe(EDMX_2);
    expect(urls).toEqual(
      Array(2).fill(
        'api.targetUrl with /$metadata: https://orders.acme.test/odata/$metadata?client=1',
      ),
    );
    surroundings.fetched = async () => '<html/>';
    await expect(registry.register(shop, definition)).rejects.toMatchObject({
      name: 'ServiceInvalidError',
      message: expect.stringContaining(
        "api.targetUrl with /$metadata: the document is not a valid OData EDMX document: its outermost element is 'html'",
      ),
    });
  });
});
