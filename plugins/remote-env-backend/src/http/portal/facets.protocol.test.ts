import { DEFINITION, usePortal } from './__testUtils__/usePortal';

const SERVICES = '/v1/services';
const FACETS = '/v1/facets/services';

describe('filters and facets in the portal API', () => {
  const { given, connect } = usePortal();

  beforeAll(async () => {
    const { portal } = given();
    for (const [environment, name, labels] of [
      ['facets-a', 'Alpha', { region: 'eu', team: 'red' }],
      ['facets-a', 'Beta', { region: 'us', team: 'red' }],
      ['facets-b', 'Gamma', { region: 'eu' }],
    ] as const) {
      if (name !== 'Beta') {
        await connect(environment);
      }
      await portal
        .developer('post', `/v1/environments/${environment}/services`)
        .send({ ...DEFINITION, name, labels })
        .expect(201);
    }
  }, 60_000);

  const names = async (query: string) =>
    (
      await given().portal.stranger('get', `${SERVICES}?${query}`)
    ).body.items.map((item: { displayName: string }) => item.displayName);

  it('filters by what the address says, once or more often, and sorts', async () => {
    expect(await names('label=region%3Deu')).toEqual(['Alpha', 'Gamma']);
    expect(await names('label=region%3Deu&label=region%3Dus')).toHaveLength(3);
    expect(await names('label=region%3Deu&label=team%3Dred')).toEqual([
      'Alpha',
    ]);
    expect(await names('format=openapi&state=uncalled&sort=-name')).toEqual([
      'Gamma',
      'Beta',
      'Alpha',
    ]);
    expect(await names('format=asyncapi&format=none')).toEqual([]);
    expect(await names('owner=group:default/nobody')).toEqual([]);
    expect(await names('environment=facets-b&sort=-changed')).toEqual([
      'Gamma',
    ]);
  });

  it('goes on where a page ended, in the order that it had', async () => {
    const { portal } = given();
    const first = await portal.stranger(
      'get',
      `${SERVICES}?sort=-name&limit=2`,
    );
    const { nextCursor } = first.body;
    expect(first.body.totalItems).toBe(3);
    expect(await names(`sort=-name&limit=2&cursor=${nextCursor}`)).toEqual([
      'Alpha',
    ]);
    const other = await portal.stranger(
      'get',
      `${SERVICES}?sort=name&cursor=${nextCursor}`,
    );
    expect(other.status).toBe(400);
    expect(other.body.error.message).toContain('cursor');
  });

  it('filters and sorts the services of one environment by the same parameters', async () => {
    const { portal } = given();
    const of = async (query: string) => {
      const { body } = await portal.stranger(
        'get',
        `/v1/environments/facets-a/services?${query}`,
      );
      return body.items.map(
        (item: { displayName: string }) => item.displayName,
      );
    };
    expect(await of('sort=-name')).toEqual(['Beta', 'Alpha']);
    expect(await of('label=region%3Deu&format=openapi&kind=api')).toEqual([
      'Alpha',
    ]);
    expect(await of('state=failing')).toEqual([]);
    const wrong = await portal.stranger(
      'get',
      '/v1/environments/facets-a/services?format=pdf',
    );
    expect(wrong.status).toBe(400);
    const another = await portal.stranger(
      'get',
      '/v1/environments/facets-a/services?environment=facets-b',
    );
    expect(another.status).toBe(400);
  });

  it('sorts environments, and refuses an order that there is not', async () => {
    const { portal } = given();
    const { body } = await portal.stranger(
      'get',
      '/v1/environments?sort=-name&limit=1',
    );
    expect(body.items).toMatchObject([{ name: 'facets-b' }]);
    const next = await portal.stranger(
      'get',
      `/v1/environments?sort=-name&limit=1&cursor=${body.nextCursor}`,
    );
    expect(next.body.items).toMatchObject([{ name: 'facets-a' }]);
    const wrong = await portal.stranger('get', '/v1/environments?sort=size');
    expect(wrong.status).toBe(400);
    expect(wrong.body.error.message).toMatch(/sort/);
  });

  it('counts what the caller may see, and nothing else', async () => {
    const { portal } = given();
    const all = await portal.stranger('get', `${FACETS}?label=region%3Deu`);
    expect(all.status).toBe(200);
    expect(all.body).toMatchObject({
      label: {
        values: [
          { value: 'region=eu', count: 2 },
          { value: 'region=us', count: 1 },
          { value: 'team=red', count: 1 },
        ],
        more: false,
      },
      format: { values: [{ value: 'openapi', count: 2 }], more: false },
      state: { values: [{ value: 'uncalled', count: 2 }], more: false },
    });
    const none = await portal.outsider('get', FACETS);
    expect(none.status).toBe(200);
    for (const facet of ['label', 'format', 'owner', 'state']) {
      expect(none.body[facet]).toEqual({ values: [], more: false });
    }
    const few = await portal.stranger(
      'get',
      `${FACETS}?limit=1&labelWords=region`,
    );
    expect(few.body.label).toEqual({
      values: [{ value: 'region=eu', count: 2 }],
      more: true,
    });
  });

  it('counts environments, too', async () => {
    const { portal } = given();
    const { body } = await portal.stranger('get', '/v1/facets/environments');
    expect(body.state.values).toEqual([{ value: 'approved', count: 2 }]);
    expect(
      (await portal.outsider('get', '/v1/facets/environments')).body.state
        .values,
    ).toEqual([]);
    const list = await portal.stranger(
      'get',
      '/v1/environments?state=requested&state=approved',
    );
    expect(list.body.totalItems).toBe(2);
  });

  it.each([
    ['format=pdf', /format/],
    ['format=openapi&format=pdf', /format/],
    ['state=broken', /state/],
    ['sort=size', /sort/],
    ['label=', /label/],
    ['cursor=nonsense', /cursor/],
    ['colour=red', /colour/],
    [`${'owner=a&'.repeat(21)}q=a`, /owner/],
  ])('refuses %s and names the parameter', async (query, name) => {
    const { status, body } = await given().portal.stranger(
      'get',
      `${SERVICES}?${query}`,
    );
    expect(status).toBe(400);
    expect(body.error.message).toMatch(name);
  });
});
