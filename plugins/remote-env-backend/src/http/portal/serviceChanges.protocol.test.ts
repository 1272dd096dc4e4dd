import { DEFINITION, usePortal } from './__testUtils__/usePortal';

describe('changes of services in the portal API', () => {
  const { given, connect } = usePortal();

  it('says what a definition would come to, and writes nothing', async () => {
    const { portal } = given();
    await connect('checking');
    const url = '/v1/environments/checking/service-check';
    const check = (definition: object, replaces?: string) =>
      portal.developer('post', url).send({ definition, replaces });
    expect((await check(DEFINITION)).body).toMatchObject({
      problems: [],
      documents: [{ role: 'apiSpec', format: 'openapi-3.0' }],
      eventTypes: [],
    });
    const wrong = await check({
      name: 'Orders',
      description: 'd',
      api: { targetURL: 'x', targetUrl: 'x', spec: '{\n"openapi": 3,\n' },
      events: { spec: 'asyncapi: 9.0.0' },
    });
    expect(wrong.status).toBe(200);
    expect(wrong.body.problems).toEqual([
      { field: 'api.targetURL', problem: 'is not a known field' },
      { field: 'provider', problem: 'Provider field cannot be empty.' },
      {
        field: 'api.targetUrl',
        problem: 'targetUrl field is not an absolute http or https URL.',
      },
      {
        field: 'api.spec',
        problem: expect.stringContaining('is not well-formed'),
        line: expect.any(Number),
        column: expect.any(Number),
      },
      {
        field: 'events.spec',
        problem: expect.stringContaining('has asyncapi: "9.0.0"'),
        line: 1,
        column: expect.any(Number),
      },
    ]);
    const base = '/v1/environments/checking/services';
    expect((await portal.stranger('get', base)).body.totalItems).toBe(0);
    expect((await portal.stranger('post', url).send({})).status).toBe(400);
    expect(
      (await portal.stranger('post', url).send({ definition: {} })).status,
    ).toBe(403);

    const identified = { ...DEFINITION, identifier: 'orders' };
    const { body: service } = await portal
      .developer('post', base)
      .send(identified);
    const existing = { id: service.id, etag: service.etag };
    expect((await check(identified)).body).toMatchObject({
      existing,
      changes: [],
    });
    expect(
      (
        await check({
          ...identified,
          name: 'New orders',
          api: {
            ...DEFINITION.api,
            spec: { ...DEFINITION.api.spec, tags: [] },
          },
        })
      ).body.changes.sort(),
    ).toEqual(['api.spec', 'name']);
    const kept = { ...DEFINITION.api, credentials: { basic: {} } };
    expect((await check({ ...identified, api: kept })).body.problems).toEqual([
      expect.objectContaining({ field: 'api.credentials.basic.username' }),
      expect.objectContaining({ field: 'api.credentials.basic.password' }),
    ]);
    expect(
      (await check({ ...identified, api: kept }, service.name)).body,
    ).toMatchObject({ problems: [], existing, changes: [] });
  });

  it('gives those who change a service what was registered, without its secrets, and takes it back', async () => {
    const { portal } = given();
    await connect('changing');
    const base = '/v1/environments/changing/services';
    const sent = {
      ...DEFINITION,
      api: {
        ...DEFINITION.api,
        requestParameters: { headers: { 'X-Key': ['very-secret'] } },
      },
    };
    const { body: service } = await portal.developer('post', base).send(sent);
    const url = `${base}/${service.id}`;
    const read = await portal.developer('get', `${url}/definition`);
    expect(read.headers.etag).toBe(service.etag);
    expect(read.body).toEqual({
      provider: 'acme',
      name: 'Orders',
      description: 'Orders and baskets',
      labels: {},
      api: {
        targetUrl: 'https://shop.example.com/api',
        requestParameters: {
          headers: { 'X-Key': ['********'] },
          queryParameters: {},
        },
        credentials: {
          basic: { username: '********', password: '********' },
        },
      },
    });
    expect((await portal.stranger('get', `${url}/definition`)).status).toBe(
      403,
    );
    const replaced = await portal
      .developer('put', url)
      .set('if-match', service.etag)
      .send(read.body);
    expect(replaced.body).toMatchObject({
      etag: service.etag,
      documents: service.documents,
      changedBy: { kind: 'person', by: 'user:default/developer' },
    });
    const misspelt = await portal
      .developer('put', url)
      .send({ ...read.body, apis: {} });
    expect(misspelt.status).toBe(400);
    expect(misspelt.body.error.message).toBe('apis is not a known field');
  });

  it('marks a service as one to leave, and takes that back', async () => {
    const { portal } = given();
    await connect('retiring');
    const base = '/v1/environments/retiring/services';
    const { body: service } = await portal
      .developer('post', base)
      .send(DEFINITION);
    const url = `${base}/${service.id}/deprecation`;
    const deprecation = { endsOn: '2027-03-01' };
    expect(
      (await portal.stranger('put', url).send(deprecation)).body.error.message,
    ).toContain('remote-env.service.retire');
    expect(
      (await portal.developer('put', url).send({ endsOn: 'soon' })).status,
    ).toBe(400);
    const retired = await portal
      .developer('put', url)
      .set('if-match', service.etag)
      .send(deprecation);
    expect(retired.body).toMatchObject({ id: service.id, deprecation });
    const listed = await portal.stranger('get', base);
    expect(listed.body.items).toMatchObject([{ deprecation }]);
    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/retiring/activity?kind=services',
    );
    expect(activity.items[0]).toMatchObject({
      action: 'service-retire',
      actor: 'user:default/developer',
      details: { endsOn: '2027-03-01' },
    });
    expect(
      (await portal.developer('delete', url).set('if-match', service.etag))
        .status,
    ).toBe(412);
    expect((await portal.developer('delete', url)).body.deprecation).toBe(
      undefined,
    );
    expect(
      (
        await portal
          .developer('delete', `${base}/${service.id}`)
          .set('if-match', service.etag)
      ).status,
    ).toBe(412);
  });
});
