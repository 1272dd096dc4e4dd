import { mockServices } from '@backstage/backend-test-utils';
import {
  ENVIRONMENT_LABEL,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  SERVICE_ANNOTATION,
  serviceObjectName,
} from '@remote-env/plugin-remote-env-common';
import {
  contentsOf,
  createEnvironment,
  eventually,
  NAMESPACE,
  newStores,
  registryOver,
} from '../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  DOCUMENTATION,
  FULL,
  MINIMAL,
  OAUTH,
  OPENAPI,
} from '../__testUtils__/serviceDefinitions';
import {
  SpecificationFetchError,
  SpecificationParser,
  type EnvironmentIdentity,
  type RegistryStep,
  type ServiceRegistry,
  type SpecificationRequest,
} from './index';
import { serviceName } from './objects/naming';

jest.setTimeout(30_000);

describe('ServiceRegistry', () => {
  const logger = mockServices.logger.mock();
  let specifications: SpecificationParser;
  let stores: Awaited<ReturnType<typeof newStores>>;
  let registry: ServiceRegistry;
  let shop: EnvironmentIdentity;
  let fetched: (request: SpecificationRequest) => Promise<string>;
  let atStep: (step: RegistryStep) => Promise<void> | void;

  beforeAll(async () => {
    specifications = SpecificationParser.create({ logger });
    await specifications.ready();
  });

  afterAll(() => specifications.close());

  beforeEach(async () => {
    stores = await newStores();
    fetched = async () => {
      throw new SpecificationFetchError('nothing is to be fetched');
    };
    atStep = () => {};
    registry = registryOver(stores, {
      specifications,
      logger,
      fetcher: { fetch: request => fetched(request) },
      onStep: step => atStep(step),
    });
    shop = await createEnvironment(stores.resources, 'shop');
  });

  afterEach(() => stores.dispose());

  const secretValues = async (name: string | undefined) => {
    const { secrets } = await contentsOf(stores);
    const secret = secrets.find(({ metadata }) => metadata.name === name);
    return (
      secret &&
      Object.fromEntries(
        Object.entries(secret.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString(),
        ]),
      )
    );
  };
  const documentText = async (id: string, role: 'apiSpec' | 'eventSpec') => {
    const opened = await registry.openDocument(shop, id, role);
    const chunks = await opened?.body.toArray();
    return chunks && Buffer.concat(chunks).toString();
  };

  describe('register', () => {
    it('stores a service in all places and gives it back', async () => {
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
      expect(api?.authentication.secretName).toBe(
        serviceObjectName('shop', id),
      );
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
      const spec = `# as it is\n${JSON.stringify(OPENAPI, null, 3)}\n\n`;
      const { id } = await registry.register(shop, {
        ...MINIMAL,
        api: { ...MINIMAL.api, spec },
      });
      expect(await documentText(id, 'apiSpec')).toBe(spec);
    });

    it('fetches a specification, unless one is inline', async () => {
      const requests: SpecificationRequest[] = [];
      fetched = async request => {
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
        'OData without a document',
        { ...MINIMAL, api: { ...MINIMAL.api, apiType: 'oData' } },
        'ServiceInvalidError',
        "api.apiType 'OData' without api.spec is not supported",
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
      const gone = { name: 'EnvironmentGoneError' };
      await expect(
        registry.register({ name: 'none', uid: shop.uid }, MINIMAL),
      ).rejects.toMatchObject(gone);
      await stores.resources.delete(RemoteEnvironmentKind, {
        namespace: NAMESPACE,
        name: 'shop',
      });
      await createEnvironment(stores.resources, 'shop');
      await expect(registry.register(shop, MINIMAL)).rejects.toMatchObject(
        gone,
      );
    });

    it('lets one of several registrations of an identifier win', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, () => registry.register(shop, FULL)),
      );
      const lost = results.filter(({ status }) => status === 'rejected');
      expect(lost).toHaveLength(5);
      for (const each of lost) {
        expect(each).toMatchObject({
          reason: {
            name: 'ServiceExistsError',
            message: 'Service with Identifier acme-orders-v1 already exists',
          },
        });
      }
      const { services, secrets } = await contentsOf(stores);
      expect(services.map(({ spec }) => spec.phase)).toEqual(['Ready']);
      expect(secrets).toHaveLength(2);

      const crm = await createEnvironment(stores.resources, 'crm');
      await expect(registry.register(crm, FULL)).resolves.toMatchObject({
        identifier: 'acme-orders-v1',
      });
    });

    it('does not call an identifier taken by what a portal has left that died, and takes it later', async () => {
      let fail: (reason: Error) => void = () => {};
      const pending = new Promise<void>(arrived => {
        atStep = step => {
          if (step !== 'register:secrets') {
            return undefined;
          }
          arrived();
          return new Promise((_, reject) => {
            fail = reject;
          });
        };
      });
      const dying = registry.register(shop, FULL);
      await pending;
      await expect(registry.register(shop, FULL)).rejects.toMatchObject({
        name: 'RegistryBusyError',
        message:
          'Service with Identifier acme-orders-v1 is being registered; try again later',
      });
      fail(new Error('no more'));
      await expect(dying).rejects.toThrow('no more');
      atStep = () => {};
      await expect(registry.register(shop, FULL)).resolves.toMatchObject({
        identifier: 'acme-orders-v1',
      });
    });

    it('shows a service to nobody before it is complete, and takes all back on failure', async () => {
      const seen: number[] = [];
      atStep = async step => {
        seen.push((await registry.list(shop)).items.length);
        if (step === 'register:secrets') {
          throw new Error('disk full');
        }
      };
      await expect(registry.register(shop, FULL)).rejects.toThrow('disk full');
      expect(seen).toEqual([0, 0, 0]);
      const { secrets } = await eventually(
        () => contentsOf(stores),
        ({ services, secrets: left }) => services.length + left.length === 0,
      );
      expect(secrets).toEqual([]);

      atStep = () => {};
      await expect(registry.register(shop, FULL)).resolves.toMatchObject({
        kinds: ['api', 'events'],
      });
    });

    it('gives readable names that are unique', async () => {
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

  describe('list and get', () => {
    it('pages, and keeps environments apart', async () => {
      const ids: string[] = [];
      for (let count = 0; count < 5; count++) {
        ids.push((await registry.register(shop, MINIMAL)).id);
      }
      const crm = await createEnvironment(stores.resources, 'crm');
      const other = await registry.register(crm, MINIMAL);
      const first = await registry.list(shop, { limit: 3 });
      const second = await registry.list(shop, {
        limit: 3,
        continue: first.continue,
      });
      expect(second.continue).toBeUndefined();
      expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
        ids.sort(),
      );
      expect(await registry.get(shop, other.id)).toBeUndefined();
      expect(await registry.get(shop, other.name)).toBeUndefined();
      expect(await registry.getDetails(shop, other.id)).toBeUndefined();
      expect(
        await registry.openDocument(shop, other.id, 'apiSpec'),
      ).toBeUndefined();
      expect(await registry.delete(shop, other.id)).toBe(false);
      await expect(
        registry.replace(shop, other.id, MINIMAL),
      ).rejects.toMatchObject({ name: 'ServiceNotFoundError' });
      expect(await registry.get(crm, other.id)).toEqual(other);
    });

    it('knows nothing of names that cannot be', async () => {
      for (const name of ['', '12345', '../x', 'A', 'a'.repeat(300), 'a=b']) {
        expect(await registry.get(shop, name)).toBeUndefined();
      }
      await expect(
        registry.list(shop, { limit: 1, continue: 'made-up' }),
      ).rejects.toMatchObject({ name: 'ServiceInvalidError' });
    });
  });

  describe('replace', () => {
    it('replaces documents and Secrets at once and removes the old ones', async () => {
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

    it('does not mind writes to the status meanwhile, nor changes its tag for them', async () => {
      const { id, etag } = await registry.register(shop, FULL);
      const name = { namespace: NAMESPACE, name: id };
      let writes = 0;
      const touch = async () => {
        const stored = await stores.resources.get(RemoteServiceKind, name);
        writes += 1;
        await stores.resources.updateStatus(RemoteServiceKind, {
          ...stored!,
          status: { lastCall: `2026-01-01T00:00:0${writes}Z` },
        });
      };
      await touch();
      expect((await registry.get(shop, id))?.etag).toBe(etag);
      atStep = async step => {
        if (step === 'replace:secrets' && writes < 3) {
          await touch();
        }
      };
      const after = await registry.replace(
        shop,
        id,
        {
          ...FULL,
          description: 'changed',
          api: {
            ...FULL.api,
            credentials: { basic: { username: 'u', password: 'p' } },
          },
        },
        { ifMatch: etag },
      );
      expect(after.description).toBe('changed');
      expect(writes).toBe(3);
      expect((await contentsOf(stores)).secrets).toHaveLength(2);
    });

    it('leaves the service as it was when it fails', async () => {
      const before = await registry.register(shop, FULL);
      const old = await contentsOf(stores);
      atStep = step => {
        if (step === 'replace:secrets') {
          throw new Error('disk full');
        }
      };
      await expect(
        registry.replace(shop, before.id, {
          ...FULL,
          api: {
            ...FULL.api,
            spec: { ...OPENAPI, openapi: '3.1.0' },
            credentials: { basic: { username: 'u', password: 'p' } },
          },
        }),
      ).rejects.toThrow('disk full');
      expect(await registry.get(shop, before.id)).toEqual(before);
      expect((await contentsOf(stores)).secrets).toEqual(old.secrets);
      expect(await documentText(before.id, 'apiSpec')).toBe(
        JSON.stringify(OPENAPI),
      );
    });
  });

  describe('delete', () => {
    it('leaves nothing, but documents that others use', async () => {
      const first = await registry.register(shop, FULL);
      const second = await registry.register(shop, {
        ...FULL,
        identifier: 'other',
        documentation: undefined,
      });
      expect(await registry.delete(shop, first.id)).toBe(true);
      expect(await registry.delete(shop, first.id)).toBe(false);
      expect(await registry.get(shop, first.id)).toBeUndefined();
      const left = await contentsOf(stores);
      expect(left.services.map(({ spec }) => spec.id)).toEqual([second.id]);
      expect(left.secrets).toHaveLength(2);
      expect(left.keys).toHaveLength(4);
      expect(await documentText(second.id, 'apiSpec')).toBe(
        JSON.stringify(OPENAPI),
      );
      expect(await registry.deleteAll(shop)).toBe(1);
      expect(await contentsOf(stores)).toEqual({
        keys: [],
        published: {},
        services: [],
        secrets: [],
        apiServices: [],
      });
    });

    it('frees the identifier', async () => {
      const first = await registry.register(shop, FULL);
      await registry.delete(shop, first.id);
      const again = await registry.register(shop, FULL);
      expect(again.id).toBe(first.id);
      expect(again.etag).not.toBe(first.etag);
    });

    it('takes a service out of sight at once', async () => {
      const { id } = await registry.register(shop, FULL);
      const seen: unknown[] = [];
      atStep = async step => {
        if (step.startsWith('delete:')) {
          seen.push(await registry.get(shop, id));
        }
      };
      await registry.delete(shop, id);
      expect(seen).toEqual([undefined, undefined, undefined, undefined]);
    });
  });
});
