import { parse } from 'yaml';
import {
  ASYNCAPI,
  DOCUMENTATION,
  FULL,
  MINIMAL,
  OAUTH,
} from '../../../__testUtils__/serviceDefinitions';
import {
  FINGERPRINT,
  MASKED,
  SERVICES,
  useRegistryRoutes,
} from './__testUtils__/useRegistryRoutes';

jest.setTimeout(60_000);

describe('services at the edge', () => {
  const { given, call, register, read } = useRegistryRoutes();

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
          oauth: { ...OAUTH.oauth, clientId: MASKED, clientSecret: MASKED },
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
    const { specifications } = given();
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
    const { shop, entries } = given();
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
