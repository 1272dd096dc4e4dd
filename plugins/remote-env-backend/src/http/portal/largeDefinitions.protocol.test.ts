import { DEFINITION, usePortal } from './__testUtils__/usePortal';

jest.setTimeout(60_000);

/** Beyond what the portal reads by itself. */
const FILLING = 'x'.repeat(2 * 1024 * 1024);
const LARGE = {
  ...DEFINITION,
  api: {
    ...DEFINITION.api,
    spec: { ...DEFINITION.api.spec, 'x-filling': FILLING },
  },
};

describe('large definitions in the portal API', () => {
  const { given, connect } = usePortal();

  it('are checked, registered and replaced as small ones are', async () => {
    const { portal } = given();
    await connect('large');
    const base = '/v1/environments/large';
    const check = (definition: object, replaces?: string) =>
      portal
        .developer('post', `${base}/service-check`)
        .send({ definition, replaces });
    expect((await check(LARGE)).body).toMatchObject({
      problems: [],
      documents: [{ role: 'apiSpec', format: 'openapi-3.0' }],
    });

    const { status, body: service } = await portal
      .developer('post', `${base}/services`)
      .send(LARGE);
    expect(status).toBe(201);
    const url = `${base}/services/${service.id}`;
    const read = async () => {
      const { body } = await portal.stranger('get', `${url}/documents/apiSpec`);
      return JSON.parse(body.toString());
    };
    expect(await read()).toEqual(LARGE.api.spec);
    expect((await check(LARGE, service.id)).body.changes).toEqual([]);

    const spec = { ...LARGE.api.spec, tags: [] };
    const changed = {
      ...LARGE,
      api: { ...LARGE.api, spec, credentials: { basic: {} } },
    };
    expect((await check(changed, service.id)).body).toMatchObject({
      problems: [],
      changes: ['api.spec'],
    });
    const replaced = await portal
      .developer('put', url)
      .set('if-match', service.etag)
      .send(changed);
    expect(replaced.status).toBe(200);
    expect(await read()).toEqual(spec);
  });

  it('are refused with what is wrong', async () => {
    const { portal } = given();
    await connect('large-and-wrong');
    const base = '/v1/environments/large-and-wrong';
    const cut = await portal
      .developer('post', `${base}/services`)
      .set('content-type', 'application/json')
      .send(JSON.stringify(LARGE).slice(0, -1));
    expect(cut.status).toBe(400);
    expect(cut.body.error.message).toMatch(/^body is not valid JSON: .+/);

    const list = await portal
      .developer('post', `${base}/services`)
      .send([FILLING]);
    expect(list.status).toBe(400);
    expect(list.body.error.message).toBe('body must be object');

    const misspelt = await portal
      .developer('post', `${base}/services`)
      .send({ ...LARGE, naem: 'Orders' });
    expect(misspelt.status).toBe(400);
    expect(misspelt.body.error.message).toBe('naem is not a known field');

    const checked = await portal
      .developer('post', `${base}/service-check`)
      .send({
        definition: {
          ...LARGE,
          api: { ...LARGE.api, spec: `openapi: [\n${FILLING}` },
        },
      });
    expect(checked.body.problems).toEqual([
      expect.objectContaining({
        field: 'api.spec',
        problem: expect.stringContaining('is not well-formed'),
        line: expect.any(Number),
      }),
    ]);

    const { body } = await portal.stranger('get', `${base}/services`);
    expect(body.totalItems).toBe(0);
  });

  it('are refused to those who may not register', async () => {
    const { portal } = given();
    await connect('large-and-foreign');
    const answer = await portal
      .stranger('post', '/v1/environments/large-and-foreign/services')
      .send(LARGE);
    expect(answer.status).toBe(403);
  });
});
