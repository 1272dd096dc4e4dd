import {
  RemoteServiceBindingKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import { eventually, SYSTEM } from '../../__testUtils__/testStore';
import { DEFINITION, usePortal } from './__testUtils__/usePortal';

const CONSUMER = { namespace: 'lambdas', name: 'order-lambda' };

describe('consumers of services in the portal API', () => {
  const { given, connect } = usePortal();

  it('binds consumers, with the token in their own Secret only, and takes that back', async () => {
    const { portal, store } = given();
    await connect('bound');
    const base = '/v1/environments/bound';
    const { body: service } = await portal
      .developer('post', `${base}/services`)
      .send(DEFINITION);
    const created = await portal
      .developer('post', `${base}/services/${service.id}/bindings`)
      .send({ consumer: CONSUMER });
    expect(created.status).toBe(201);
    const { id, token, gatewayUrl } = created.body;
    expect(gatewayUrl).toBe(`http://proxy.example.com/bound/${service.name}`);

    const listed = await portal.stranger(
      'get',
      '/v1/bindings?environment=bound',
    );
    expect(listed.body).toMatchObject({
      totalItems: 1,
      items: [{ id, serviceName: service.name, consumer: CONSUMER }],
    });
    expect(listed.text).not.toContain(token);
    expect((await portal.outsider('get', '/v1/bindings')).body.totalItems).toBe(
      0,
    );

    const secret = await store.get(SecretKind, {
      namespace: CONSUMER.namespace,
      name: id,
    });
    expect(
      Object.fromEntries(
        Object.entries(secret?.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString(),
        ]),
      ),
    ).toEqual({
      type: 'remote-env',
      provider: 'bound',
      uri: gatewayUrl,
      token,
    });
    const binding = await store.get(RemoteServiceBindingKind, {
      namespace: SYSTEM,
      name: id,
    });
    expect(JSON.stringify(binding)).not.toContain(token);

    await connect('elsewhere');
    expect(
      (
        await portal.developer(
          'delete',
          `/v1/environments/elsewhere/bindings/${id}`,
        )
      ).status,
    ).toBe(404);
    expect(
      (await portal.stranger('delete', `${base}/bindings/${id}`)).status,
    ).toBe(403);
    expect(
      (await portal.developer('delete', `${base}/bindings/${id}`)).status,
    ).toBe(204);
    expect(
      (await portal.stranger('get', '/v1/bindings?environment=bound')).body
        .items,
    ).toEqual([]);
    await eventually(async () =>
      expect(
        await store.get(SecretKind, {
          namespace: CONSUMER.namespace,
          name: id,
        }),
      ).toBeUndefined(),
    );
  });

  it('checks sinks, and lists subscriptions while no gateway answers', async () => {
    const { portal } = given();
    await connect('eventful');
    const base = '/v1/environments/eventful/subscriptions';
    const subscribe = (sink: string, more: object = {}) =>
      portal.developer('post', base).send({
        consumer: CONSUMER,
        eventTypes: [{ type: 'order.created', version: 'v1' }],
        sink,
        ...more,
      });
    const created = await subscribe('http://127.0.0.1:4711/orders');
    expect(created.status).toBe(201);
    for (const sink of [
      'ftp://example.com/',
      'http://169.254.169.254/',
      'https://a:b@example.com/',
      'https://10.0.0.1/',
      'http://localhost:7007/api/remote-env',
      'nonsense',
    ]) {
      const refused = await subscribe(sink);
      expect([sink, refused.status]).toEqual([sink, 400]);
      expect(refused.body.error.message).toMatch(/^sink: /);
    }
    const none = await subscribe('http://localhost:1/', { eventTypes: [] });
    expect(none.body.error.message).toContain('eventTypes');

    const one = `${base}/${created.body.id}`;
    const changed = await portal
      .developer('patch', one)
      .send({ sink: 'http://127.0.0.1:4712/orders' });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      id: created.body.id,
      sink: 'http://127.0.0.1:4712/orders',
      eventTypes: [{ type: 'order.created', version: 'v1' }],
    });
    const metadataAddress = await portal
      .developer('patch', one)
      .send({ sink: 'http://169.254.169.254/' });
    expect(metadataAddress.status).toBe(400);
    expect(metadataAddress.body.error.message).toMatch(/^sink: /);
    const nothing = await portal.developer('patch', one).send({});
    expect(nothing.status).toBe(400);
    const foreign = await portal
      .stranger('patch', one)
      .send({ sink: 'http://127.0.0.1:4713/' });
    expect(foreign.status).toBe(403);

    const listed = await portal.stranger('get', base);
    expect(listed.body).toMatchObject({
      totalItems: 1,
      items: [
        {
          id: created.body.id,
          state: 'active',
          sink: 'http://127.0.0.1:4712/orders',
        },
      ],
    });
    expect(listed.body.items[0]).not.toHaveProperty('backlog');
    const letters = await portal.developer(
      'get',
      `${base}/${created.body.id}/dead-letters`,
    );
    expect(letters.status).toBe(503);
    expect(letters.headers['retry-after']).toBe('5');
    const sent = await portal
      .developer('post', '/v1/environments/eventful/events')
      .send({ type: 'order.created' });
    expect(sent.status).toBe(503);

    expect(
      (await portal.developer('delete', `${base}/${created.body.id}`)).status,
    ).toBe(204);
    expect((await portal.stranger('get', base)).body.totalItems).toBe(0);
  });

  it('leaves nothing of a deleted environment, also not in the namespaces of its consumers', async () => {
    const { portal, store } = given();
    const uid = await connect('leaving');
    const base = '/v1/environments/leaving';
    const { body: service } = await portal
      .developer('post', `${base}/services`)
      .send(DEFINITION);
    const { body: binding } = await portal
      .developer('post', `${base}/services/${service.id}/bindings`)
      .send({ consumer: CONSUMER });
    await portal.developer('post', `${base}/subscriptions`).send({
      consumer: CONSUMER,
      eventTypes: [{ type: 'a' }],
      sink: 'http://localhost:1/',
    });
    expect((await portal.developer('delete', base)).status).toBe(204);

    for (const url of [
      '/v1/bindings?environment=leaving',
      '/v1/services?environment=leaving',
    ]) {
      expect((await portal.admin('get', url)).body.totalItems).toBe(0);
    }
    await eventually(async () => {
      expect(
        await store.get(SecretKind, {
          namespace: CONSUMER.namespace,
          name: binding.id,
        }),
      ).toBeUndefined();
      const { items } = await store.list(SecretKind);
      expect(JSON.stringify(items)).not.toContain(service.id);
    });
    expect(await connect('leaving')).not.toBe(uid);
    expect(
      (await portal.developer('get', `${base}/subscriptions`)).body.totalItems,
    ).toBe(0);
  });
});
