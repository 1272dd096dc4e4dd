import { eventually } from '../../__testUtils__/testStore';
import { DEFINITION, usePortal } from './__testUtils__/usePortal';

jest.setTimeout(90_000);

const CONSUMER = { namespace: 'checkout', name: 'basket' };

const offering = (paths: object) => ({
  ...DEFINITION,
  api: { ...DEFINITION.api, spec: { ...DEFINITION.api.spec, paths } },
});
const operation = { responses: { 200: { description: 'ok' } } };
const FIRST = offering({
  '/orders': { get: operation },
  '/baskets': { get: operation },
});
const SECOND = offering({ '/orders': { get: operation } });

describe('versions in the portal API', () => {
  const { given, connect } = usePortal();

  /** A service with two versions of its API, the second of which breaks the first. */
  async function versioned(name: string) {
    const { portal } = given();
    await connect(name);
    const base = `/v1/environments/${name}/services`;
    const { body: service } = await portal.developer('post', base).send(FIRST);
    const url = `${base}/${service.id}`;
    const bind = (more: object) =>
      portal.developer('post', `${url}/bindings`).send({
        consumer: { ...CONSUMER, ...more },
      });
    await bind({});
    await bind({ name: 'shipping', component: 'component:default/shipping' });
    await portal.developer('put', url).send(SECOND);
    return { url, service };
  }

  it('lists them with who made them, gives each as it was, and tells what they change', async () => {
    const { portal } = given();
    const { url, service } = await versioned('versioned');
    const { body } = await eventually(async () => {
      const answer = await portal.stranger('get', `${url}/versions`);
      expect(answer.body.items[0].comparison.state).toBe('ready');
      return answer;
    }, 60_000);
    const by = { kind: 'person', by: 'user:default/developer' };
    expect(body.items).toMatchObject([
      {
        role: 'apiSpec',
        number: 2,
        format: 'openapi-3.0',
        current: true,
        changedBy: by,
        comparison: { state: 'ready', breaking: 1, risky: 0, compatible: 0 },
      },
      {
        number: 1,
        sha256: service.documents[0].sha256,
        current: false,
        changedBy: by,
        comparison: { state: 'none' },
      },
    ]);

    const changes = await portal.stranger(
      'get',
      `${url}/versions/apiSpec/2/changes`,
    );
    expect(changes.body).toEqual({
      state: 'ready',
      before: 1,
      after: 2,
      breaking: 1,
      risky: 0,
      compatible: 0,
      changes: [
        {
          level: 'breaking',
          rule: 'operation.removed',
          kind: 'operation',
          name: 'GET /baskets',
        },
      ],
    });
    await eventually(async () => {
      const backwards = await portal.stranger(
        'get',
        `${url}/versions/apiSpec/1/changes?since=2`,
      );
      expect(backwards.body).toMatchObject({ state: 'ready', compatible: 1 });
    }, 60_000);

    const [, first] = body.items;
    const raw = await portal.stranger('get', `${url}/versions/apiSpec/1`);
    expect(JSON.parse(raw.body.toString())).toEqual(FIRST.api.spec);
    expect(raw.headers).toMatchObject({
      etag: `"${first.sha256}"`,
      'cache-control': 'private, no-cache',
      'content-disposition': `attachment; filename="${service.name}-apiSpec-1.json"`,
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
    });
    const byDigest = `${url}/versions/apiSpec/${first.sha256}`;
    const kept = await portal.stranger('get', byDigest);
    expect(kept.body).toEqual(raw.body);
    expect(kept.headers['cache-control']).toMatch(/immutable/);
    const unchanged = await portal
      .stranger('get', byDigest)
      .set('if-none-match', `"${first.sha256}"`);
    expect(unchanged.status).toBe(304);

    for (const path of ['', '/apiSpec/1', '/apiSpec/2/changes']) {
      const hidden = await portal.outsider('get', `${url}/versions${path}`);
      expect(hidden.status).toBe(404);
    }
    for (const path of [
      '/apiSpec/3',
      `/apiSpec/${'0'.repeat(64)}`,
      '/eventSpec/1',
      '/apiSpec/1/changes',
      '/apiSpec/2/changes?since=9',
    ]) {
      const missing = await portal.stranger('get', `${url}/versions${path}`);
      expect(missing.status).toBe(404);
    }
    for (const path of ['/apiSpec/0', '/apiSpec/..%2f1', '/other/1']) {
      const wrong = await portal.stranger('get', `${url}/versions${path}`);
      expect(wrong.status).toBe(400);
    }

    await portal.developer('delete', url);
    expect((await portal.stranger('get', `${url}/versions`)).status).toBe(404);
  });

  it('tells those who use the service of what breaks it', async () => {
    const { portal } = given();
    const { service } = await versioned('breaking');
    const told = await eventually(() => {
      const found = portal.notifications.filter(({ payload }) =>
        payload.link?.includes(service.id),
      );
      expect(found).toHaveLength(1);
      return found;
    }, 60_000);
    expect(told).toMatchObject([
      {
        recipients: { type: 'entity' },
        payload: {
          title: 'Orders of breaking has one breaking change',
          description:
            'Version 2 of its API specification may break what uses it: GET /baskets.',
          link: `/remote-env/environments/breaking/services/${service.id}/versions`,
          severity: 'high',
          topic: 'remote-env',
        },
      },
    ]);
    const { recipients } = told[0]!;
    expect(
      recipients.type === 'entity' && [...recipients.entityRef].sort(),
    ).toEqual(['component:default/shipping', 'user:default/developer']);
  });

  it('tells those who subscribe to what is gone from a catalog, by its channel or by the type that it declares', async () => {
    const { portal } = given();
    await connect('events-gone');
    const base = '/v1/environments/events-gone';
    const channel = (type?: string) => ({
      subscribe: {
        message: {
          ...(type && {
            headers: {
              type: 'object',
              properties: { 'ce-type': { type: 'string', const: type } },
            },
          }),
          payload: { type: 'object' },
        },
      },
    });
    const catalog = (channels: object) => ({
      provider: 'acme',
      name: 'Orders',
      description: 'd',
      events: {
        spec: {
          asyncapi: '2.6.0',
          info: { title: 'Orders', version: '1' },
          channels,
        },
      },
    });
    const { body: service } = await portal
      .developer('post', `${base}/services`)
      .send(
        catalog({
          'shop/declared': channel('com.acme.order.paid'),
          'order.made.v1': channel(),
          kept: channel(),
        }),
      );
    for (const [name, type] of [
      ['by-type', 'com.acme.order.paid'],
      ['by-channel', 'order.made'],
      ['by-nothing', 'order.other'],
    ]) {
      const subscribed = await portal
        .developer('post', `${base}/subscriptions`)
        .send({
          consumer: {
            ...CONSUMER,
            name,
            component: `component:default/${name}`,
          },
          eventTypes: [{ type }],
          sink: 'http://127.0.0.1:4711/orders',
        });
      expect(subscribed.status).toBe(201);
    }
    await portal
      .developer('put', `${base}/services/${service.id}`)
      .send(catalog({ kept: channel() }));
    const [told] = await eventually(() => {
      const found = portal.notifications.filter(({ payload }) =>
        payload.link?.includes(service.id),
      );
      expect(found).toHaveLength(1);
      return found;
    }, 60_000);
    expect(told?.payload.description).toContain('event catalog');
    expect(
      told?.recipients.type === 'entity' &&
        [...told.recipients.entityRef].sort(),
    ).toEqual(['component:default/by-channel', 'component:default/by-type']);
  });
});
