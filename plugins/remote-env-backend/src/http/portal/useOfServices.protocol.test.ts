import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  RemoteServiceBindingKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { startTestPortal } from '../../__testUtils__/testPortal';
import { eventually, SYSTEM } from '../../__testUtils__/testStore';

type Portal = Awaited<ReturnType<typeof startTestPortal>>;

const SPEC = {
  openapi: '3.0.0',
  info: { title: 'Orders', version: '1' },
  paths: {},
};
const DEFINITION = {
  provider: 'acme',
  name: 'Orders',
  description: 'Orders and baskets',
  api: {
    targetUrl: 'https://shop.example.com/api',
    spec: SPEC,
    credentials: { basic: { username: 'ada', password: 'sesame-open' } },
  },
};
const CONSUMER = { namespace: 'lambdas', name: 'order-lambda' };

describe('what connected systems are used for', () => {
  let portal: Portal;
  let store: ResourceStore;

  beforeAll(async () => {
    portal = await startTestPortal();
    store = createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(portal.dataDir, 'resources.sqlite'),
      },
      encryptionKey: Buffer.alloc(32, 1),
    });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await portal.stop();
  });

  const connect = async (name: string) => {
    const { body } = await portal
      .developer('post', '/v1/environments')
      .send({ name });
    await portal
      .admin('put', `/v1/environments/${name}/decision`)
      .send({ verdict: 'approved' });
    return body.uid as string;
  };

  /** Made by openssl, as a system's people would. */
  async function csrFor(subject: string): Promise<string> {
    const { stdout } = await promisify(execFile)('openssl', [
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      path.join(portal.dataDir, 'system.key'),
      '-subj',
      `/${subject.replaceAll(',', '/')}`,
    ]);
    return stdout;
  }

  it('issues tokens and certificates for approved connections, and takes certificates back', async () => {
    await portal
      .developer('post', '/v1/environments')
      .send({ name: 'trusted' });
    const early = await portal.developer(
      'post',
      '/v1/environments/trusted/tokens',
    );
    expect(early.status).toBe(409);
    await portal
      .admin('put', '/v1/environments/trusted/decision')
      .send({ verdict: 'approved' });

    const token = await portal.developer(
      'post',
      '/v1/environments/trusted/tokens',
    );
    expect(token.status).toBe(201);
    expect(token.headers['cache-control']).toBe('no-store');
    expect(token.body.url).toBe(
      `https://edge.example.com/v1/applications/signingRequests/info?token=${token.body.token}`,
    );
    expect(Date.parse(token.body.expiresAt)).toBeGreaterThan(Date.now());

    const info = await portal.developer(
      'get',
      '/v1/environments/trusted/signing-info',
    );
    expect(info.body.subject).toBe(
      'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=trusted',
    );
    const sign = async (csr: string) =>
      portal
        .developer('post', '/v1/environments/trusted/certificates')
        .send({ csr });
    const signed = await sign(await csrFor(info.body.subject));
    expect(signed.status).toBe(201);
    const leaf = new X509Certificate(signed.body.certificate);
    expect(leaf.verify(new X509Certificate(signed.body.chain).publicKey)).toBe(
      true,
    );
    for (const csr of [
      'no request',
      await csrFor(info.body.subject.replace('CN=trusted', 'CN=other')),
    ]) {
      const refused = await sign(csr);
      expect(refused.status).toBe(400);
      expect(refused.body.error.message).toMatch(/^csr: /);
    }

    const { fingerprint } = signed.body;
    const listed = await portal.stranger(
      'get',
      '/v1/environments/trusted/certificates',
    );
    expect(listed.body).toMatchObject({
      totalItems: 1,
      items: [{ fingerprint, state: 'valid', source: 'portal' }],
    });
    expect(listed.text).not.toContain('BEGIN CERTIFICATE');
    const one = await portal.developer(
      'get',
      `/v1/environments/trusted/certificates/${fingerprint}`,
    );
    expect(one.body.pem).toBe(signed.body.certificate);

    await connect('another');
    const wrong = await portal.developer(
      'get',
      `/v1/environments/another/certificates/${fingerprint}`,
    );
    expect(wrong.status).toBe(404);

    const revoked = await portal
      .developer(
        'post',
        `/v1/environments/trusted/certificates/${fingerprint}/revocation`,
      )
      .send({ reason: 'lost' });
    expect(revoked.body).toMatchObject({
      state: 'revoked',
      revocation: { by: 'user:default/developer', reason: 'lost' },
    });
    const after = await portal.developer(
      'get',
      '/v1/environments/trusted/certificates',
    );
    expect(after.body.items).toMatchObject([{ state: 'revoked' }]);
    const { body: activity } = await portal.developer(
      'get',
      '/v1/environments/trusted/activity',
    );
    expect(JSON.stringify(activity)).not.toContain(token.body.token);
  });

  it('registers, finds, replaces and removes services, and never shows a secret', async () => {
    await connect('registering');
    const base = '/v1/environments/registering/services';
    const created = await portal.developer('post', base).send(DEFINITION);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      environment: 'registering',
      displayName: 'Orders',
      kinds: ['api'],
      authentication: { type: 'basic' },
      documents: [{ role: 'apiSpec', format: 'openapi-3.0' }],
    });
    expect(created.text).not.toContain('sesame');
    const { id, name, etag } = created.body;

    const found = await portal.stranger('get', '/v1/services?q=baskets');
    expect(found.body).toMatchObject({ totalItems: 1, items: [{ id }] });
    expect(
      (await portal.outsider('get', '/v1/services?q=baskets')).body.totalItems,
    ).toBe(0);
    expect(
      (await portal.stranger('get', '/v1/services?kind=events')).body.items,
    ).toEqual([]);
    const byName = await portal.stranger('get', `${base}/${name}`);
    expect(byName.body).toEqual(created.body);
    expect(
      (await portal.stranger('get', '/v1/environments/registering')).body
        .serviceCount,
    ).toBe(1);

    const document = await portal.stranger(
      'get',
      `${base}/${id}/documents/apiSpec`,
    );
    expect(JSON.parse(document.body.toString())).toEqual(SPEC);
    expect(document.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    const unchanged = await portal
      .stranger('get', `${base}/${id}/documents/apiSpec`)
      .set('if-none-match', document.headers.etag ?? '');
    expect(unchanged.status).toBe(304);
    expect(
      (await portal.stranger('get', `${base}/${id}/documents/eventSpec`))
        .status,
    ).toBe(404);
    expect(
      (await portal.stranger('get', `${base}/${id}/documents/other`)).status,
    ).toBe(400);

    const invalid = await portal
      .developer('post', base)
      .send({ ...DEFINITION, provider: undefined });
    expect(invalid.status).toBe(400);
    expect(invalid.body.error.message).toMatch(/provider/i);

    const replaced = await portal
      .developer('put', `${base}/${id}`)
      .set('if-match', etag)
      .send({ ...DEFINITION, description: 'Only orders' });
    expect(replaced.body).toMatchObject({ id, description: 'Only orders' });
    const late = await portal
      .developer('put', `${base}/${id}`)
      .set('if-match', etag)
      .send(DEFINITION);
    expect(late.status).toBe(412);
    expect(
      (await portal.stranger('get', '/v1/services?q=baskets')).body.totalItems,
    ).toBe(0);

    expect((await portal.stranger('delete', `${base}/${id}`)).status).toBe(403);
    expect((await portal.developer('delete', `${base}/${id}`)).status).toBe(
      204,
    );
    expect((await portal.developer('get', `${base}/${id}`)).status).toBe(404);
    expect((await portal.stranger('get', base)).body.totalItems).toBe(0);
  });

  it('binds consumers, with the token in their own Secret only, and takes that back', async () => {
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

  it('serves people only', async () => {
    const service = await portal.gateway('get', '/v1/environments');
    expect(service.status).toBe(403);
  });
});
