import { X509Certificate } from 'node:crypto';
import { createGeneratedClient } from '@remote-env/plugin-remote-env-node/x509';
import { contentsOf } from '../../../__testUtils__/registryHarness';
import { EDMX_2 } from '../../../registry/specifications/__testUtils__/corpus/samples';
import {
  FULL,
  MINIMAL,
  OAUTH,
  OPENAPI,
} from '../../../__testUtils__/serviceDefinitions';
import {
  MASKED,
  SERVICES,
  useRegistryRoutes,
  withCredentials,
} from './__testUtils__/useRegistryRoutes';

jest.setTimeout(60_000);

const csrfInfo = { tokenEndpointURL: 'https://orders.acme.test/csrf' };

describe('acceptance of the older registry (application-connector 8.2)', () => {
  const { given, call, register, read } = useRegistryRoutes();

  it.each([
    ['OAuth', OAUTH],
    ['OAuth with CSRF', { oauth: { ...OAUTH.oauth, csrfInfo } }],
    [
      'OAuth with parameters',
      {
        oauth: {
          ...OAUTH.oauth,
          requestParameters: {
            headers: { 'X-A': ['1'] },
            queryParameters: { k: ['v'] },
          },
        },
      },
    ],
    ['Basic', { basic: { username: 'u', password: 'p' } }],
    ['Basic with CSRF', { basic: { username: 'u', password: 'p', csrfInfo } }],
  ])(
    'registers with %s and reads it back with masked secrets',
    async (_, credentials) => {
      const definition = withCredentials(credentials);
      const url = await register(definition);
      const expected: unknown = JSON.parse(
        JSON.stringify(definition, (key, value) =>
          ['clientId', 'clientSecret', 'username', 'password'].includes(key)
            ? MASKED
            : value,
        ),
      );
      expect(await read(url)).toEqual({
        ...(expected as object),
        labels: { 'connected-app': 'shop' },
      });
    },
  );

  it('makes a certificate for CertificateGen, and keeps it while its name stays', async () => {
    const { stores } = given();
    const definition = withCredentials({
      certificateGen: { commonName: 'shop-client', csrfInfo },
    });
    const url = await register(definition);
    const first = (await read(url)).api.credentials.certificateGen;
    expect(first).toEqual({
      commonName: 'shop-client',
      certificate: expect.any(String),
      csrfInfo,
    });
    const pem = Buffer.from(first.certificate, 'base64').toString();
    expect(new X509Certificate(pem).subject).toBe('CN=shop-client');

    await call('put', url, { body: { ...definition, description: 'new' } });
    expect((await read(url)).api.credentials.certificateGen).toEqual(first);
    await call('put', url, {
      body: withCredentials({ certificateGen: { commonName: 'other' } }),
    });
    const other = (await read(url)).api.credentials.certificateGen;
    expect(other.certificate).not.toBe(first.certificate);
    const { secrets } = await contentsOf(stores);
    expect(Object.keys(secrets[0]?.data ?? {}).sort()).toEqual([
      'commonName',
      'crt',
      'key',
    ]);
  });

  it('takes a client certificate for the token endpoint, gives it back and keeps the key to itself (wire-contracts 1.2)', async () => {
    const { stores } = given();
    const pair = await createGeneratedClient('shop-client');
    const other = await createGeneratedClient('another');
    const base64 = (pem: string) => Buffer.from(pem).toString('base64');
    const sent = {
      url: 'https://orders.acme.test/token',
      clientId: 'client-1',
      certificate: pair.certificate,
      key: pair.key,
      requestParameters: { headers: { 'X-A': ['1'] }, queryParameters: {} },
      csrfInfo,
    };
    const url = await register(withCredentials({ oauthWithCertificate: sent }));
    const shown = await read(url);
    expect(shown.api.credentials).toEqual({
      oauthWithCertificate: {
        ...sent,
        clientId: MASKED,
        certificate: base64(pair.certificate),
        key: MASKED,
      },
    });
    const secretData = async () => (await contentsOf(stores)).secrets[0]?.data;
    const kept = {
      clientId: base64('client-1'),
      crt: base64(pair.certificate),
      key: base64(pair.key),
      headers: base64('{"X-A":["1"]}'),
      queryParameters: base64('{}'),
    };
    expect(await secretData()).toEqual(kept);
    // What was read can be sent back as it is.
    expect((await call('put', url, { body: shown })).status).toBe(200);
    expect(await secretData()).toEqual(kept);

    for (const [change, problem] of [
      [{ certificate: 'x' }, 'certificate is no certificate in PEM'],
      [{ key: 'x' }, 'key is no key in PEM without a password'],
      [
        { certificate: base64(other.certificate) },
        'key does not belong to the certificate',
      ],
      [
        { url: 'https://elsewhere.test/token' },
        'clientId is masked, but the token URL leads elsewhere than before',
      ],
    ] as const) {
      const refused = await call('put', url, {
        body: withCredentials({
          oauthWithCertificate: {
            ...shown.api.credentials.oauthWithCertificate,
            ...change,
          },
        }),
      });
      expect(refused.status).toBe(400);
      expect(refused.body.error).toContain(
        `api.credentials.oauthWithCertificate.${problem}`,
      );
    }
    expect(await secretData()).toEqual(kept);
  });

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

  it('refuses OAuth and Basic together', async () => {
    const { status, body } = await call('post', SERVICES, {
      body: withCredentials({
        ...OAUTH,
        basic: { username: 'u', password: 'p' },
      }),
    });
    expect(status).toBe(400);
    expect(body).toEqual({
      code: 400,
      error: expect.stringContaining('to many authentication methods provided'),
    });
  });

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

  it('changes credentials from one type to the other', async () => {
    const url = await register(withCredentials(OAUTH));
    const basic = { username: 'u', password: 'p' };
    const put = await call('put', url, { body: withCredentials({ basic }) });
    expect(put.status).toBe(200);
    expect((await read(url)).api.credentials).toEqual({
      basic: { username: MASKED, password: MASKED },
    });
    await call('put', url, { body: withCredentials(OAUTH) });
    expect((await read(url)).api.credentials).toEqual({
      oauth: { ...OAUTH.oauth, clientId: MASKED, clientSecret: MASKED },
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
