import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import {
  ConnectionApprovalKind,
  RemoteServiceBindingKind,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import { NAMESPACE } from '../__testUtils__/resources';
import { until } from '../__testUtils__/until';
import { TestProxy, type BoundService } from './__testUtils__/TestProxy';
import { echo, readSeen, TestServer } from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('who may call through the API proxy', () => {
  let proxy: TestProxy;
  let target: TestServer;
  let shop: RemoteEnvironment;
  let orders: BoundService;

  beforeAll(async () => {
    [proxy, target] = await Promise.all([
      TestProxy.start(),
      TestServer.start(echo),
    ]);
    shop = await proxy.environment('shop');
    orders = await proxy.api(shop, 'orders-1a2b3', {
      targetUrl: `${target.url}/base?fixed=1`,
    });
  });

  afterAll(async () => {
    await proxy.close();
    await target.close();
  });

  it('takes a token in the path only while its binding says so', async () => {
    const plain = await proxy.call(
      `${proxy.url}/t/${orders.token}/x`,
      undefined,
    );
    expect(plain.status).toBe(401);
    const expired = await proxy.bind(orders.service, {
      capabilityUrl: { expiresAt: new Date(Date.now() - 1000).toISOString() },
    });
    const late = await proxy.call(
      `${proxy.url}/t/${expired.token}/x`,
      undefined,
    );
    expect(late.status).toBe(401);
    const odd = await proxy.bind(orders.service, {
      capabilityUrl: { expiresAt: 'for ever' },
    });
    expect(
      (await proxy.call(`${proxy.url}/t/${odd.token}/x`, undefined)).status,
    ).toBe(401);
  });

  it('answers by the table of statuses', async () => {
    const other = await proxy.api(shop, 'stock-9f8e7', {
      targetUrl: target.url,
    });
    const eventsOnly = await proxy.bind(
      await proxy.register(shop, 'events-5d5d5', undefined),
    );
    await proxy.environment('mall');
    const call = async (path: string, token?: string) => {
      const { status, text: body } = await proxy.call(
        `${proxy.url}${path}`,
        token,
      );
      const { code, error } = z
        .strictObject({ code: z.number(), error: z.string() })
        .parse(JSON.parse(body));
      expect(code).toBe(status);
      return [status, error];
    };
    const { token } = orders;
    expect([
      await call('/', token),
      await call('/shop', token),
      await call('/shop/', token),
      await call('/shop/orders-1a2b3/x'),
      await call('/shop/orders-1a2b3/x', 'guess'),
      await call('/nowhere/orders-1a2b3'),
      await call('/shop/none', token),
      await call('/shop/stock-9f8e7', token),
      await call('/mall/orders-1a2b3', token),
      await call('/nowhere/orders-1a2b3', token),
      await call('/shop/events-5d5d5', eventsOnly.token),
    ]).toEqual([
      [400, 'The path must begin with /{environment}/{service}.'],
      [400, 'The path must begin with /{environment}/{service}.'],
      [400, 'The path must begin with /{environment}/{service}.'],
      [401, 'Binding token required: send it as header X-Remote-Env-Token.'],
      [401, 'Binding token is not valid.'],
      [401, 'Binding token required: send it as header X-Remote-Env-Token.'],
      [404, 'Service not found.'],
      [403, 'This binding is for another service.'],
      [403, 'This binding is for another service.'],
      [403, 'This binding is for another service.'],
      [400, 'The service has no API.'],
    ]);
    expect((await call('/shop/orders-1a2b3', other.token))[0]).toBe(403);
  });

  it('leads to the environment in its path where others have a service of that name', async () => {
    const [mall, plaza] = [
      await proxy.environment('second-mall'),
      await proxy.environment('plaza'),
    ];
    const theirs = await Promise.all(
      [mall, plaza].map(environment =>
        proxy.api(environment, 'orders-1a2b3', {
          targetUrl: `${target.url}/of-${environment.metadata.name}`,
        }),
      ),
    );
    for (const { url, token, service } of theirs) {
      const { text } = await proxy.call(`${url}/x`, token);
      expect(readSeen(text).url).toBe(`/of-${service.spec.environment.name}/x`);
      const ours = `${proxy.url}/shop/orders-1a2b3/x`;
      expect((await proxy.call(ours, token)).status).toBe(403);
    }
    const { text } = await proxy.call(`${orders.url}/x`, orders.token);
    expect(readSeen(text).url).toMatch(/^\/base\/x/);
  });

  it('does not see a service before it is registered whole', async () => {
    const pending = await proxy.register(
      shop,
      'pending-1a1a1',
      { targetUrl: target.url },
      'Pending',
    );
    // What was registered later is known: so is this one.
    await proxy.api(shop, 'later-1a1a1', { targetUrl: target.url });
    const bound = await proxy.bind(pending, {}, 'Service not found.');
    expect((await proxy.call(bound.url, bound.token)).status).toBe(404);
  });

  it('takes a caller’s own credentials only where its binding allows that', async () => {
    const refused = await proxy.call(`${orders.url}/x`, orders.token, {
      headers: { 'access-token': 'Bearer mine' },
    });
    expect(refused.status).toBe(403);
    const basic = await proxy.api(
      shop,
      'basic-3c3c3',
      {
        targetUrl: target.url,
        authentication: { type: 'basic' },
        secret: { username: 'u', password: 'p' },
      },
      { allowAccessToken: true },
    );
    const own = await proxy.call(basic.url, basic.token, {
      headers: { 'access-token': 'Bearer mine' },
    });
    const { headers } = readSeen(own.text);
    expect(headers.authorization).toBe('Bearer mine');
    expect(headers).not.toHaveProperty('access-token');
    const stored = await proxy.call(basic.url, basic.token);
    expect(readSeen(stored.text).headers).toMatchObject({
      authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
    });
  });

  it('reports calls, with health as the target shows it, and refusals', async () => {
    proxy.reports.length = 0;
    await proxy.call(`${orders.url}/x`, orders.token);
    await proxy.call(`${orders.url}/x`, 'guess');
    await proxy.call(`${proxy.url}/made-up/x`, 'guess');
    const environmentUid = shop.metadata.uid;
    expect(proxy.reports).toEqual([
      {
        action: 'service-called',
        outcome: 'success',
        actor: 'orders/lambda',
        environmentName: 'shop',
        environmentUid,
        serviceId: orders.service.spec.id,
      },
      {
        action: 'api-call-refused',
        outcome: 'refused',
        environmentName: 'shop',
        message: 'Binding token is not valid.',
      },
      {
        action: 'api-call-refused',
        outcome: 'refused',
        message: 'Binding token is not valid.',
      },
    ]);
    const metrics = await proxy.metrics.metrics();
    expect(metrics).toMatch(
      /remote_env_gateway_api_calls_total\{outcome="answered",status="2xx"\} \d+/,
    );
  });

  it('refuses within a second once a binding is taken back or the connection suspended', async () => {
    const bound = await proxy.bind(orders.service);
    await proxy.store.delete(RemoteServiceBindingKind, bound.binding.metadata);
    const revoked = await until(
      async () => (await proxy.call(bound.url, bound.token)).status === 401,
    );
    expect(revoked).toBeLessThan(1000);

    const mine = await proxy.environment('cut-off');
    const api = await proxy.api(mine, 'x-11111', { targetUrl: target.url });
    await proxy.resources.decide(mine, 'suspended');
    const suspended = await until(async () => {
      const answer = await proxy.call(api.url, api.token);
      return (
        answer.status === 403 &&
        answer.text.includes('Connection is suspended.')
      );
    });
    expect(suspended).toBeLessThan(1000);
    await proxy.store.delete(ConnectionApprovalKind, {
      namespace: NAMESPACE,
      name: 'cut-off',
    });
    await until(async () =>
      (await proxy.call(api.url, api.token)).text.includes('is not approved'),
    );
  });

  it('does not let a binding pass to a later environment of the same name', async () => {
    const first = await proxy.environment('reborn');
    const api = await proxy.api(first, 'x-22222', { targetUrl: target.url });
    await proxy.resources.deleteEnvironment('reborn');
    await until(
      async () => (await proxy.call(api.url, api.token)).status === 404,
    );
    const second = await proxy.environment('reborn');
    await proxy.register(second, 'x-22222', { targetUrl: target.url });
    await until(
      async () => (await proxy.call(api.url, api.token)).status !== 404,
    );
    const refused = await proxy.call(api.url, api.token);
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('an earlier remote environment'),
    ]);
  });
});
