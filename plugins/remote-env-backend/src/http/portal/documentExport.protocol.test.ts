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
