import { contentsOf } from '../../../__testUtils__/registryHarness';
import { EDMX_2 } from '../../../registry/specifications/__testUtils__/corpus/samples';
import {
  FULL,
  MINIMAL,
  OPENAPI,
} from '../../../__testUtils__/serviceDefinitions';
import { SERVICES, useRegistryRoutes } from './__testUtils__/useRegistryRoutes';

jest.setTimeout(60_000);

describe('acceptance of the older registry (application-connector 8.2)', () => {
  const { given, call, register, read } = useRegistryRoutes();

  it('takes request parameters in both forms and answers in both', async () => {
    const parameters = {
      headers: { 'X-Tenant': ['7'] },
      queryParameters: { client: ['100'] },
    };
    for (const form of [parameters, { requestParameters: parameters }]) {
      const url = await register({
        ...MINIMAL,
        api: { ...MINIMAL.api, ...form },
      });
      expect((await read(url)).api).toEqual({
        ...MINIMAL.api,
        ...parameters,
        requestParameters: parameters,
      });
    }
  });

  it('prefers the newer form of request parameters to the older (application-connector 2.3)', async () => {
    const requestParameters = { headers: { 'X-New': ['1'] } };
    const url = await register({
      ...MINIMAL,
      api: {
        ...MINIMAL.api,
        requestParameters,
        headers: { 'X-Old': ['1'] },
        queryParameters: { old: ['1'] },
      },
    });
    expect((await read(url)).api).toEqual({
      ...MINIMAL.api,
      ...requestParameters,
      queryParameters: {},
      requestParameters: { ...requestParameters, queryParameters: {} },
    });
  });

  it('keeps the identifier and, when no document is sent, the documents (application-connector 2.3, PUT)', async () => {
    const url = await register(FULL);
    const {
      api: { spec: _, ...api },
      documentation: __,
      events: ___,
      ...rest
    } = FULL;
    const put = await call('put', url, {
      body: { ...rest, api, identifier: 'other', name: 'Renamed' },
    });
    expect(put.body.identifier).toBe('acme-orders-v1');
    const kept = await read(url);
    expect(kept).toMatchObject({
      name: 'Renamed',
      api: { spec: OPENAPI },
      documentation: FULL.documentation,
    });
    // The event catalog went with the events.
    expect(kept.events).toBeUndefined();
    // One document replaces the whole set.
    await call('put', url, {
      body: { ...rest, api, events: { spec: FULL.events.spec } },
    });
    const replaced = await read(url);
    expect(replaced.events.spec).toBe(FULL.events.spec);
    expect(replaced.api.spec).toBeUndefined();
    expect(replaced.documentation).toBeUndefined();
  });

  it.each([
    ['YAML', `# said so\n${JSON.stringify(OPENAPI)}\n`],
    ['XML', EDMX_2],
  ])(
    'gives %s back as the text that was sent, and JSON in a text as JSON (application-connector 2.3)',
    async (_, spec) => {
      const url = await register({ ...MINIMAL, api: { ...MINIMAL.api, spec } });
      expect((await read(url)).api.spec).toBe(spec);
      await call('put', url, {
        body: {
          ...MINIMAL,
          api: { ...MINIMAL.api, spec: JSON.stringify(OPENAPI) },
        },
      });
      expect((await read(url)).api.spec).toEqual(OPENAPI);
    },
  );

  it('owns the label connected-app', async () => {
    const mine = { 'connected-app': 'other', team: 'checkout' };
    for (const labels of [mine, { team: 'checkout' }]) {
      const url = await register({ ...MINIMAL, labels });
      expect((await read(url)).labels).toEqual({
        'connected-app': 'shop',
        team: 'checkout',
      });
    }
  });

  it('rewrites Swagger 2.0 for its readers and leaves what is stored alone', async () => {
    const { stores } = given();
    const spec = {
      swagger: '2.0',
      host: 'orders.acme.test',
      basePath: '/v2',
      schemes: ['https'],
    };
    const url = await register({
      ...MINIMAL,
      api: { ...MINIMAL.api, spec },
    });
    const id = url.slice(SERVICES.length + 1);
    expect((await read(url)).api.spec).toEqual({
      swagger: '2.0',
      host: `re-shop-${id}.remote-env-system.svc.cluster.local`,
      basePath: '',
      schemes: ['http'],
    });
    const { services } = await contentsOf(stores);
    const { key = '' } = services[0]?.spec.documents?.apiSpec ?? {};
    const { body } = await stores.documents.get(key);
    expect(JSON.parse(Buffer.concat(await body.toArray()).toString())).toEqual(
      spec,
    );
  });

  it('prefers the inline specification to the URL', async () => {
    const specificationUrl = 'https://orders.acme.test/openapi.json';
    const url = await register({
      ...MINIMAL,
      api: { ...MINIMAL.api, spec: OPENAPI, specificationUrl },
    });
    expect((await read(url)).api).toEqual({
      ...MINIMAL.api,
      spec: OPENAPI,
      specificationUrl,
    });
  });

  it('answers 404 to an update of an unknown id', async () => {
    const { status, body } = await call('put', `${SERVICES}/12345`, {
      body: MINIMAL,
    });
    expect(status).toBe(404);
    expect(body).toEqual({
      code: 404,
      error: 'Service with ID 12345 not found',
    });
  });

  it('deletes, then knows nothing of it, and deletes again', async () => {
    const url = await register(FULL);
    for (let time = 0; time < 2; time++) {
      const deleted = await call('delete', url);
      expect(deleted.status).toBe(204);
      expect(deleted.text).toBe('');
    }
    expect((await call('get', url)).status).toBe(404);
    expect(await read(SERVICES)).toEqual([]);
    expect((await call('delete', `${SERVICES}/12345`)).status).toBe(204);
  });

  it('lists what is registered', async () => {
    expect(await read(SERVICES)).toEqual([]);
    const url = await register(FULL);
    expect(await read(SERVICES)).toEqual([
      {
        id: url.slice(SERVICES.length + 1),
        provider: 'Acme',
        name: 'Orders',
        description: 'Everything about orders',
        identifier: 'acme-orders-v1',
        labels: { team: 'checkout', 'connected-app': 'shop' },
      },
    ]);
  });
});
