import {
  ENVIRONMENT_LABEL,
  RemoteEnvironmentKind,
  SERVICE_ANNOTATION,
  serviceObjectName,
} from '@remote-env/plugin-remote-env-common';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
} from '../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  DOCUMENTATION,
  FULL,
  MINIMAL,
  OAUTH,
  OPENAPI,
} from '../__testUtils__/serviceDefinitions';
import { useRegistry } from './__testUtils__/useRegistry';
import type { SpecificationRequest } from './index';
import { serviceName } from './objects/naming';

jest.setTimeout(60_000);

describe('registering services', () => {
  const { given, surroundings, secretValues, documentText } = useRegistry();

  it('stores a service in all places and gives it back', async () => {
    const { registry, shop } = given();
    const service = await registry.register(shop, FULL);
    expect(service).toMatchObject({
      environment: shop,
      name: serviceName('Orders', service.id),
      identifier: 'acme-orders-v1',
      provider: 'Acme',
      displayName: 'Orders',
      description: 'Everything about orders',
      shortDescription: 'Orders',
      labels: { team: 'checkout', 'connected-app': 'shop' },
      kinds: ['api', 'events'],
      api: {
        targetUrl: 'https://orders.acme.test/api',
        authentication: {
          type: 'oauth',
          tokenUrl: 'https://orders.acme.test/token',
        },
      },
      eventTypes: [{ name: 'order.created', version: 'v1' }],
      documents: [
        {
          role: 'apiSpec',
          format: 'openapi-3.0',
          contentType: 'application/json',
        },
        {
          role: 'eventSpec',
          format: 'asyncapi-2',
          contentType: 'application/yaml',
        },
        { role: 'documentation', format: 'markdown-set' },
      ],
      documentation: { displayName: 'Orders', type: 'guide' },
      hostName: `re-shop-${service.id}.remote-env-system.svc.cluster.local`,
      etag: expect.stringMatching(/^"[0-9a-f]{8}\.2"$/),
    });
    expect(JSON.stringify(service)).not.toContain('secret-1');
    expect(await registry.get(shop, service.id)).toEqual(service);
    expect(await registry.get(shop, service.name)).toEqual(service);
    expect((await registry.list(shop)).items).toEqual([service]);

    expect(await documentText(service.id, 'apiSpec')).toBe(
      JSON.stringify(OPENAPI),
    );
    expect(await documentText(service.id, 'eventSpec')).toBe(ASYNCAPI);
    const documentation = await registry.openDocument(
      shop,
      service.id,
      'documentation',
    );
    expect(
      JSON.parse(
        Buffer.concat((await documentation?.body.toArray()) ?? []).toString(),
      ),
    ).toEqual(DOCUMENTATION);
  });

  it('writes objects that belong together', async () => {
    const { registry, shop, stores } = given();
    const { id } = await registry.register(shop, FULL);
    const { services, secrets } = await contentsOf(stores);
    expect(services).toHaveLength(1);
    expect(services[0]?.metadata).toMatchObject({
      name: id,
      labels: { [ENVIRONMENT_LABEL]: 'shop' },
      ownerReferences: [
        { kind: 'RemoteEnvironment', name: 'shop', uid: shop.uid },
      ],
    });
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) {
      expect(secret.metadata).toMatchObject({
        annotations: { [SERVICE_ANNOTATION]: id },
        ownerReferences: [
          {
            kind: 'RemoteService',
            name: id,
            uid: services[0]?.metadata.uid,
          },
        ],
      });
    }
    const api = services[0]?.spec.api;
    expect(api?.authentication.secretName).toBe(serviceObjectName('shop', id));
    expect(await secretValues(api?.authentication.secretName)).toEqual({
      clientId: 'client-1',
      clientSecret: 'secret-1',
    });
    expect(await secretValues(api?.requestParametersSecretName)).toEqual({
      headers: '{"X-Tenant":["7"]}',
      queryParameters: '{"client":["100"]}',
    });
    expect(await registry.getDetails(shop, id)).toMatchObject({
      requestParameters: FULL.api.requestParameters,
    });
  });

  it('keeps the words of documents for search', async () => {
    const { registry, shop, stores } = given();
    await registry.register(shop, FULL);
    const texts: string[] = [];
    for await (const { key } of stores.documents.list('text/')) {
      const { body } = await stores.documents.get(key);
      texts.push(Buffer.concat(await body.toArray()).toString());
    }
    expect(texts.join('\n')).toContain('Find an order');
    expect(texts.join('\n')).toContain('# Ordering');
  });

  it('registers event catalogs without any Secret or host name', async () => {
    const { registry, shop, stores } = given();
    const service = await registry.register(shop, {
      ...MINIMAL,
      api: undefined,
      events: { spec: ASYNCAPI },
    });
    expect(service).toMatchObject({ kinds: ['events'] });
    expect(service.hostName).toBeUndefined();
    expect((await contentsOf(stores)).secrets).toEqual([]);
  });

  it('keeps a document in a string byte for byte', async () => {
    const { registry, shop } = given();
    const spec = `# as it is\n${JSON.stringify(OPENAPI, null, 3)}\n\n`;
    const { id } = await registry.register(shop, {
      ...MINIMAL,
      api: { ...MINIMAL.api, spec },
    });
    expect(await documentText(id, 'apiSpec')).toBe(spec);
  });

  it('fetches a specification, unless one is inline', async () => {
    const { registry, shop } = given();
    const requests: SpecificationRequest[] = [];
    surroundings.fetched = async request => {
      requests.push(request);
      return JSON.stringify({ ...OPENAPI, openapi: '3.1.0' });
    };
    const api = {
      ...MINIMAL.api,
      specificationUrl: 'https://orders.acme.test/openapi.json',
      specificationCredentials: { basic: { username: 'u', password: 'p' } },
    };
    const byUrl = await registry.register(shop, { ...MINIMAL, api });
    expect(byUrl.documents[0]?.format).toBe('openapi-3.1');
    expect(requests).toEqual([
      {
        url: 'https://orders.acme.test/openapi.json',
        credentials: { basic: { username: 'u', password: 'p' } },
        parameters: undefined,
      },
    ]);
    const inline = await registry.register(shop, {
      ...MINIMAL,
      api: { ...api, spec: OPENAPI },
    });
    expect(inline.documents[0]?.format).toBe('openapi-3.0');
    expect(requests).toHaveLength(1);
  });

  it.each<[string, object, string, string]>([
    [
      'a bad field',
      { ...MINIMAL, name: '' },
      'ServiceInvalidError',
      'Name field cannot be empty.',
    ],
    [
      'a bad API document',
      { ...FULL, api: { ...FULL.api, spec: '{"openapi":"3.0.3"}' } },
      'ServiceInvalidError',
      "api.spec is not a valid OpenAPI 3.0 document: must have required property 'info'",
    ],
    [
      'a bad event catalog',
      { ...FULL, events: { spec: { openapi: '3.0.3' } } },
      'ServiceInvalidError',
      "events.spec has no field 'asyncapi'",
    ],
    [
      'a document that cannot be fetched',
      {
        ...MINIMAL,
        api: { ...MINIMAL.api, specificationUrl: 'https://acme.test/x' },
      },
      'SpecificationFetchError',
      'nothing is to be fetched',
    ],
    [
      'OData whose metadata cannot be fetched',
      { ...MINIMAL, api: { ...MINIMAL.api, apiType: 'oData' } },
      'SpecificationFetchError',
      'nothing is to be fetched',
    ],
    [
      'a masked secret',
      {
        ...FULL,
        api: {
          ...FULL.api,
          credentials: {
            oauth: { ...OAUTH.oauth, clientSecret: '********' },
          },
        },
      },
      'ServiceInvalidError',
      'api.credentials.oauth.clientSecret is masked, and there is no stored value to keep',
    ],
  ])('refuses %s and keeps nothing', async (_, definition, name, message) => {
    const { registry, shop, stores } = given();
    await expect(registry.register(shop, definition)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(await contentsOf(stores)).toEqual({
      keys: [],
      published: {},
      services: [],
      secrets: [],
      apiServices: [],
    });
  });

  it('refuses an environment that is gone, also one of the same name', async () => {
    const { registry, shop, stores } = given();
    const gone = { name: 'EnvironmentGoneError' };
    await expect(
      registry.register({ name: 'none', uid: shop.uid }, MINIMAL),
    ).rejects.toMatchObject(gone);
    await stores.resources.delete(RemoteEnvironmentKind, {
      namespace: NAMESPACE,
      name: 'shop',
    });
    await createEnvironment(stores.resources, 'shop');
    await expect(registry.register(shop, MINIMAL)).rejects.toMatchObject(gone);
  });

  it('gives readable names that are unique', async () => {
    const { registry, shop } = given();
    const first = await registry.register(shop, MINIMAL);
    expect(first.name).toMatch(/^orders-[0-9a-f]{5}$/);
    const odd = await registry.register(shop, {
      ...MINIMAL,
      name: '  Ünder $ Way ',
    });
    expect(odd.name).toMatch(/^nder-way-[0-9a-f]{5}$/);
    const none = await registry.register(shop, { ...MINIMAL, name: '???' });
    expect(none.name).toMatch(/^[0-9a-f]{5}$/);
    const long = await registry.register(shop, {
      ...MINIMAL,
      name: 'x'.repeat(200),
    });
    expect(long.name).toMatch(/^x{57}-[0-9a-f]{5}$/);
  });
});
