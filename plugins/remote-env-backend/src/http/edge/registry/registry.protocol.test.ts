import { randomBytes, X509Certificate } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { mockServices } from '@backstage/backend-test-utils';
import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import {
  AssertionVerifier,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import express from 'express';
import request from 'supertest';
import { parse } from 'yaml';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
  newStores,
  registryOver,
} from '../../../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  DOCUMENTATION,
  FULL,
  MINIMAL,
  OAUTH,
  OPENAPI,
} from '../../../__testUtils__/serviceDefinitions';
import type { ActivityEntry } from '../../../activity';
import {
  SpecificationFetchError,
  SpecificationParser,
  type EnvironmentIdentity,
} from '../../../registry';
import { verifyGatewayAssertion } from '../authenticateGateway';
import { createEdgeErrorHandler, edgeNotFound } from '../errors';
import { createRegistryRouter, mapRegistryError } from './index';

jest.setTimeout(30_000);

const ASSERTION_KEY = randomBytes(32);
const FINGERPRINT = 'ab'.repeat(32);
const SERVICES = '/shop/v1/metadata/services';
const BODY_LIMIT = 1024 * 1024;

describe('registry at the edge', () => {
  const logger = mockServices.logger.mock();
  let specifications: SpecificationParser;
  let stores: Awaited<ReturnType<typeof newStores>>;
  let shop: EnvironmentIdentity;
  let app: express.Express;
  let entries: ActivityEntry[];

  beforeAll(async () => {
    specifications = SpecificationParser.create({ logger });
    await specifications.ready();
  });
  afterAll(() => specifications.close());

  beforeEach(async () => {
    stores = await newStores();
    shop = await createEnvironment(stores.resources, 'shop');
    entries = [];
    const registry = registryOver(stores, {
      specifications,
      logger,
      fetcher: {
        fetch: async ({ url }) => {
          throw new SpecificationFetchError(
            `api.specificationUrl: ${new URL(url).origin}: answered 404`,
          );
        },
      },
    });
    app = express();
    app.use(
      verifyGatewayAssertion({
        verifier: AssertionVerifier.create(ASSERTION_KEY),
        logger,
      }),
      createRegistryRouter({
        registry,
        activity: {
          record: async (...recorded) => {
            entries.push(...recorded);
          },
          list: () => Promise.reject(new Error('not used')),
        },
        edge: { publicUrl: 'https://edge.acme.test:8443' },
        bodyLimit: BODY_LIMIT,
      }),
      edgeNotFound,
      createEdgeErrorHandler({ logger, mappers: [mapRegistryError] }),
    );
  });

  afterEach(() => stores.dispose());

  /** One call as a gateway forwards it. */
  async function call(
    method: 'get' | 'post' | 'put' | 'delete' | 'patch',
    url: string,
    options: {
      body?: unknown;
      headers?: Record<string, string>;
      as?: EnvironmentIdentity | null;
    } = {},
  ) {
    const { as = shop } = options;
    const [path = ''] = url.split('?');
    const assertion = await signAssertion(ASSERTION_KEY, {
      method: method.toUpperCase(),
      path,
      ip: '192.0.2.1',
      ...(as && { identity: { fingerprint: FINGERPRINT, environment: as } }),
    });
    const sent = request(app)
      [method](url)
      .set('remote-env-assertion', assertion)
      .set(options.headers ?? {});
    return options.body === undefined
      ? sent
      : sent.send(options.body as object);
  }

  const register = async (definition: object) => {
    const { status, body } = await call('post', SERVICES, { body: definition });
    expect({ status, body }).toEqual({
      status: 200,
      body: { id: expect.any(String) },
    });
    return `${SERVICES}/${body.id}`;
  };
  const read = async (url: string) => (await call('get', url)).body;
  const withCredentials = (credentials: object, more: object = {}) => ({
    ...MINIMAL,
    api: { ...MINIMAL.api, credentials, ...more },
  });
  const masked = '********';
  const csrfInfo = { tokenEndpointURL: 'https://orders.acme.test/csrf' };

  describe('acceptance of the older registry (application-connector 8.2)', () => {
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
      [
        'Basic with CSRF',
        { basic: { username: 'u', password: 'p', csrfInfo } },
      ],
    ])(
      'registers with %s and reads it back with masked secrets',
      async (_, credentials) => {
        const definition = withCredentials(credentials);
        const url = await register(definition);
        const expected: unknown = JSON.parse(
          JSON.stringify(definition, (key, value) =>
            ['clientId', 'clientSecret', 'username', 'password'].includes(key)
              ? masked
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
        error: expect.stringContaining(
          'to many authentication methods provided',
        ),
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
      expect(
        JSON.parse(Buffer.concat(await body.toArray()).toString()),
      ).toEqual(spec);
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
        basic: { username: masked, password: masked },
      });
      await call('put', url, { body: withCredentials(OAUTH) });
      expect((await read(url)).api.credentials).toEqual({
        oauth: { ...OAUTH.oauth, clientId: masked, clientSecret: masked },
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

  it('gives a whole service back as it was registered', async () => {
    const url = await register(FULL);
    const answer = await call('get', url);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers.etag).toMatch(/^"[0-9a-f]{8}\.\d+"$/);
    expect(answer.body).toEqual({
      ...FULL,
      labels: { team: 'checkout', 'connected-app': 'shop' },
      api: {
        ...FULL.api,
        ...FULL.api.requestParameters,
        credentials: {
          oauth: { ...OAUTH.oauth, clientId: masked, clientSecret: masked },
        },
      },
      events: { spec: ASYNCAPI },
      documentation: DOCUMENTATION,
    });
    expect(answer.text).not.toContain('secret-1');
    // What was read can be sent back as it is.
    const put = await call('put', url, { body: answer.body });
    expect(put.status).toBe(200);
    expect((await call('get', url)).body).toEqual(answer.body);
  });

  it('does not take a label for a document', async () => {
    const labels = { text: '1}', slot: '",' };
    const url = await register({ ...MINIMAL, labels });
    expect((await read(url)).labels).toMatchObject(labels);
  });

  it('answers PUT with the service, and says what changed by the entity tag', async () => {
    const url = await register(MINIMAL);
    const before = (await call('get', url)).headers.etag ?? '';
    const put = await call('put', url, {
      body: { ...MINIMAL, description: 'new' },
      headers: { 'if-match': before },
    });
    expect(put.body).toEqual({
      id: url.slice(SERVICES.length + 1),
      provider: 'Acme',
      name: 'Orders',
      description: 'new',
      labels: { 'connected-app': 'shop' },
    });
    expect(put.headers.etag).not.toBe(before);
    for (const [method, tag] of [
      ['put', before],
      ['delete', before],
      ['delete', `W/${put.headers.etag}`],
      ['put', '"x", "y"'],
    ] as const) {
      const refused = await call(method, url, {
        body: MINIMAL,
        headers: { 'if-match': tag },
      });
      expect(refused.status).toBe(412);
      expect(refused.body.code).toBe(412);
    }
    const listed = await call('put', url, {
      body: MINIMAL,
      headers: { 'if-match': `"x", ${put.headers.etag}` },
    });
    expect(listed.status).toBe(200);
    const unchanged = await call('get', url, {
      headers: { 'if-none-match': listed.headers.etag ?? '' },
    });
    expect(unchanged.status).toBe(304);
    const any = await call('delete', url, { headers: { 'if-match': '*' } });
    expect(any.status).toBe(204);
    const none = await call('delete', url, { headers: { 'if-match': '*' } });
    expect(none.status).toBe(412);
  });

  it('pages when it is asked to', async () => {
    for (let count = 0; count < 3; count++) {
      await register(MINIMAL);
    }
    const first = await read(`${SERVICES}?limit=2`);
    expect(first.items).toHaveLength(2);
    const token = encodeURIComponent(first.continue);
    const second = await read(`${SERVICES}?limit=2&continue=${token}`);
    expect(second.items).toHaveLength(1);
    expect(second.continue).toBeUndefined();
    expect([...first.items, ...second.items]).toEqual(await read(SERVICES));
    for (const query of [
      'limit=0',
      'limit=x',
      'limit=1001',
      'limit=1&limit=2',
      'continue=',
      'continue=made-up',
    ]) {
      const refused = await call('get', `${SERVICES}?${query}`);
      expect(refused.status).toBe(400);
      expect(refused.body.error).toMatch(/^(limit|continue) /);
    }
  });

  it('describes itself', async () => {
    const redirect = await call('get', '/shop/v1/metadata');
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe('/shop/v1/metadata/api.yaml');
    const { text, headers } = await call('get', '/shop/v1/metadata/api.yaml');
    expect(headers['content-type']).toMatch(/yaml/);
    const document = parse(text);
    expect(document.servers).toEqual([
      { url: 'https://edge.acme.test:8443/shop/v1/metadata' },
    ]);
    expect(await specifications.parse('api', text)).toMatchObject({
      format: 'openapi-3.1',
      contentType: 'application/yaml',
    });
  });

  it('answers only those whose certificate is of the environment in the path', async () => {
    const erp = await createEnvironment(stores.resources, 'erp');
    const url = await register(MINIMAL);
    for (const [method, path] of [
      ['get', SERVICES],
      ['post', SERVICES],
      ['get', url],
      ['put', url],
      ['delete', url],
      ['get', '/shop/v1/metadata'],
      ['get', '/shop/v1/metadata/api.yaml'],
    ] as const) {
      const foreign = await call(method, path, { as: erp });
      expect(foreign.status).toBe(403);
      expect(foreign.body).toEqual({
        code: 403,
        error: 'no valid subject found',
      });
      const nobody = await call(method, path, { as: null });
      expect(nobody.status).toBe(401);
      expect(nobody.body).toEqual({
        code: 401,
        error: 'Client certificate required.',
      });
    }
    expect(await read(SERVICES)).toHaveLength(1);
    const moved = url.replace('/shop/', '/erp/');
    expect((await call('get', moved, { as: erp })).status).toBe(404);
    expect((await call('delete', moved, { as: erp })).status).toBe(204);
    expect((await call('get', url)).status).toBe(200);
  });

  it('shows nothing of an earlier environment of the same name', async () => {
    const url = await register(MINIMAL);
    await stores.resources.delete(RemoteEnvironmentKind, {
      namespace: NAMESPACE,
      name: 'shop',
    });
    const renewed = await createEnvironment(stores.resources, 'shop');
    expect((await call('get', url, { as: renewed })).status).toBe(404);
    const gone = await call('post', SERVICES, { body: MINIMAL });
    expect(gone.status).toBe(403);
  });

  it.each<[string, unknown, number, string]>([
    ['nothing', '', 400, 'Provider field cannot be empty.'],
    ['no object', '"text"', 400, 'body must be a JSON object.'],
    ['a list', '[]', 400, 'body must be a JSON object.'],
    [
      'no JSON',
      '{"provider": ',
      400,
      'Error while unmarshalling request body: ',
    ],
    [
      'a bad document',
      { ...MINIMAL, api: { ...MINIMAL.api, spec: 'openapi: 3.0.3\ninfo: [' } },
      400,
      'api.spec is not well-formed: ',
    ],
    [
      'an unreachable document',
      {
        ...MINIMAL,
        api: {
          ...MINIMAL.api,
          specificationUrl: 'https://orders.acme.test/secret?token=1',
        },
      },
      502,
      'api.specificationUrl: https://orders.acme.test: answered 404',
    ],
  ])('refuses %s', async (_, body, status, text) => {
    const answer = await call('post', SERVICES, {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      code: status,
      error: expect.stringContaining(text),
    });
    expect(await contentsOf(stores)).toMatchObject({
      services: [],
      secrets: [],
      keys: [],
    });
  });

  it('takes a body of any content type, and a packed one', async () => {
    const plain = await call('post', SERVICES, {
      body: JSON.stringify(MINIMAL),
      headers: { 'content-type': 'text/plain' },
    });
    expect(plain.status).toBe(200);
    const [assertion, packed] = [
      await signAssertion(ASSERTION_KEY, {
        method: 'POST',
        path: SERVICES,
        ip: '192.0.2.1',
        identity: { fingerprint: FINGERPRINT, environment: shop },
      }),
      gzipSync(JSON.stringify(MINIMAL)),
    ];
    const gzipped = request(app)
      .post(SERVICES)
      .set('remote-env-assertion', assertion)
      .set('content-type', 'application/json')
      .set('content-encoding', 'gzip');
    gzipped.write(packed);
    expect((await gzipped).status).toBe(200);
  });

  it('refuses a body that is too large, also one that only is so unpacked', async () => {
    const body = { ...MINIMAL, description: 'x'.repeat(BODY_LIMIT) };
    const answer = await call('post', SERVICES, { body });
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({
      code: 413,
      error: `Request body is larger than ${BODY_LIMIT} bytes.`,
    });
  });

  it('refuses a taken identifier', async () => {
    await register(FULL);
    const { status, body } = await call('post', SERVICES, { body: FULL });
    expect({ status, body }).toEqual({
      status: 409,
      body: {
        code: 409,
        error: 'Service with Identifier acme-orders-v1 already exists',
      },
    });
  });

  it('knows its methods and paths', async () => {
    const wrong = await call('patch', SERVICES, { body: {} });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.allow).toBe('GET, POST');
    expect(wrong.body).toEqual({ code: 405, error: 'Method not allowed.' });
    const unknown = await call('get', '/shop/v1/metadata/other');
    expect(unknown.status).toBe(404);
    expect(unknown.body.code).toBe(404);
  });

  it('keeps every change that was tried in the activity log', async () => {
    const url = await register(MINIMAL);
    const id = url.slice(SERVICES.length + 1);
    await call('put', url, { body: MINIMAL });
    await call('post', SERVICES, { body: {} });
    await call('delete', url);
    await call('delete', url);
    const actor = `certificate:${FINGERPRINT}`;
    expect(entries).toMatchObject([
      { action: 'service-register', outcome: 'success', serviceId: id },
      { action: 'service-replace', outcome: 'success', serviceId: id },
      {
        action: 'service-register',
        outcome: 'failure',
        message: expect.stringContaining('Provider field cannot be empty.'),
      },
      { action: 'service-delete', outcome: 'success', serviceId: id },
    ]);
    for (const entry of entries) {
      expect(entry).toMatchObject({ actor, environment: shop });
    }
  });
});
