import { eventually } from '../../__testUtils__/testStore';
import { DEFINITION, usePortal } from './__testUtils__/usePortal';

const EDMX = `<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="shop"><EntityContainer Name="C"/></Schema></edmx:DataServices></edmx:Edmx>`;

const YAML = `openapi: 3.0.0
info: {title: Orders, version: '1'} # said short
paths:
  /orders:
    get:
      responses:
        '404': {description: Gone}
        '200': {description: Grün}
`;

describe('exports of documents', () => {
  const { given, connect } = usePortal();

  async function register(name: string, spec: unknown) {
    const { portal } = given();
    await connect(name);
    const base = `/v1/environments/${name}/services`;
    const created = await portal.developer('post', base).send({
      ...DEFINITION,
      api: { ...DEFINITION.api, spec },
    });
    expect(created.status).toBe(201);
    return `${base}/${created.body.id}`;
  }

  it('gives a document in JSON and in YAML, in its order, with an entity tag for each', async () => {
    const { portal } = given();
    const service = await register('exported', YAML);
    const document = `${service}/documents/apiSpec`;
    const json = await portal.stranger('get', `${document}?format=json`);
    expect(json.status).toBe(200);
    const text = json.body.toString();
    expect(text.indexOf('"404"')).toBeLessThan(text.indexOf('"200"'));
    expect(text).toContain('"description": "Grün"');
    expect(json.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    expect(json.headers['content-disposition']).toMatch(
      /^attachment; filename="orders-[^"]*-apiSpec\.json"$/,
    );

    const yaml = await portal.stranger('get', `${document}?format=yaml`);
    expect(yaml.body.toString()).toContain(`info:
  title: Orders
  version: "1"
`);
    const registered = await portal.stranger('get', document);
    const tags = [registered, json, yaml].map(({ headers }) => headers.etag);
    expect(new Set(tags).size).toBe(3);
    const again = await portal
      .stranger('get', `${document}?format=yaml`)
      .set('if-none-match', yaml.headers.etag ?? '');
    expect(again.status).toBe(304);
    expect(
      (await portal.stranger('get', `${document}?format=xml`)).status,
    ).toBe(400);
  });

  it('gives what Accept asks for, and what was registered to everybody else', async () => {
    const { portal } = given();
    const service = await register('negotiated', YAML);
    const version = `${service}/versions/apiSpec/1`;
    await eventually(async () => {
      expect((await portal.stranger('get', version)).status).toBe(200);
    });
    const bytes = 'application/octet-stream';
    const json = 'application/json; charset=utf-8';
    const yaml = 'application/yaml; charset=utf-8';
    const text = 'text/yaml; charset=utf-8';
    for (const address of [`${service}/documents/apiSpec`, version]) {
      const tags: Record<string, unknown> = {};
      for (const [accept, type, begin] of [
        ['*/*', bytes, 'openapi: 3.0.0\ninfo: {title'],
        ['text/html, */*;q=0.8', bytes, 'openapi: 3.0.0\ninfo: {title'],
        ['text/html', bytes, 'openapi: 3.0.0\ninfo: {title'],
        ['application/yaml', yaml, 'openapi: 3.0.0\ninfo: {title'],
        ['text/yaml, application/json;q=0.5', text, 'openapi: 3.0.0\ninfo: {t'],
        ['application/json', json, '{\n  "openapi": "3.0.0"'],
        ['application/json, */*;q=0.1', json, '{\n  "openapi": "3.0.0"'],
      ] as const) {
        const answer = await portal
          .stranger('get', address)
          .set('accept', accept)
          .buffer(true)
          .parse((response, done) => {
            response.setEncoding('utf8');
            let read = '';
            response.on('data', chunk => (read += chunk));
            response.on('end', () => done(null, read));
          });
        expect(answer.headers).toMatchObject({
          'content-type': type,
          'content-security-policy': "sandbox; default-src 'none'",
          'x-content-type-options': 'nosniff',
          vary: expect.stringContaining('Accept'),
        });
        expect(String(answer.body).slice(0, begin.length)).toBe(begin);
        tags[accept] = answer.headers.etag;
        const again = await portal
          .stranger('get', address)
          .set('accept', accept)
          .set('if-none-match', answer.headers.etag ?? '');
        expect(again.status).toBe(304);
      }
      expect(tags['application/yaml']).toBe(tags['*/*']);
      expect(tags['application/json']).not.toBe(tags['*/*']);
      const head = await portal.stranger('head', address);
      expect({ status: head.status, body: head.text }).toEqual({
        status: 200,
        body: undefined,
      });
      expect(head.headers.etag).toBe(tags['*/*']);
      expect((await portal.outsider('head', address)).status).toBe(404);
      // A form that the address names counts more.
      const named = await portal
        .stranger('get', `${address}?format=yaml`)
        .set('accept', 'application/json');
      expect(named.headers['content-type']).toBe(bytes);
    }
    const metadata = await register('negotiated-xml', EDMX);
    const xml = await portal
      .stranger('get', `${metadata}/documents/apiSpec`)
      .set('accept', 'application/json, application/xml;q=0.2');
    expect(xml.headers['content-type']).toBe('application/xml; charset=utf-8');
  });

  it('gives a version so, too', async () => {
    const { portal } = given();
    const service = await register('exported-version', YAML);
    const version = `${service}/versions/apiSpec/1?format=json`;
    // A version is there once the portal has heard of the service.
    const { body, headers } = await eventually(async () => {
      const answer = await portal.stranger('get', version);
      expect(answer.status).toBe(200);
      return answer;
    });
    expect(JSON.parse(body.toString())).toMatchObject({ openapi: '3.0.0' });
    expect(headers['content-disposition']).toMatch(/-apiSpec-1\.json"$/);
    const again = await portal
      .stranger('get', version)
      .set('if-none-match', headers.etag ?? '');
    expect(again.status).toBe(304);
  });

  it('says so where a document has one form only', async () => {
    const { portal } = given();
    const service = await register('exported-xml', EDMX);
    const refused = await portal.stranger(
      'get',
      `${service}/documents/apiSpec?format=json`,
    );
    expect(refused.status).toBe(400);
    const { error } = JSON.parse(
      Buffer.isBuffer(refused.body)
        ? refused.body.toString()
        : JSON.stringify(refused.body),
    );
    expect(error.message).toContain('odata-edmx are given as registered only');
    expect(
      (
        await portal.stranger(
          'get',
          `${service}/documents/eventSpec?format=json`,
        )
      ).status,
    ).toBe(404);
  });
});
