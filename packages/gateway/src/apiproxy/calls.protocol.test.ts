import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import {
  ConnectionApprovalKind,
  RemoteServiceBindingKind,
} from '@remote-env/plugin-remote-env-common';
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { NAMESPACE } from '../__testUtils__/resources';
import { until } from '../__testUtils__/until';
import { TestProxy, type BoundService } from './__testUtils__/TestProxy';
import { echo, TestServer, whole } from './__testUtils__/TestServer';

const seenSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  body: z.string(),
});

/** Sends a request target as it is, which URL parsers would tidy up. */
function raw(
  base: string,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const req = httpRequest({ hostname, port, path, method, headers }, res => {
      text(res).then(
        body => resolve({ status: res.statusCode ?? 0, text: body }),
        reject,
      );
    });
    req.on('error', reject);
    req.end();
  });
}

describe('calls through the API proxy', () => {
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

  it('passes method, path, query, headers and body on, and names the target as host', async () => {
    const { status, text: body } = await proxy.call(
      `${orders.url}/a%2Fb/c?x=1&y=%20`,
      orders.token,
      {
        method: 'PATCH',
        headers: {
          'content-type': 'text/plain',
          authorization: 'Bearer own',
          'x-forwarded-for': '10.1.2.3',
          traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        },
        body: 'hello',
      },
    );
    expect(status).toBe(200);
    const seen = seenSchema.parse(JSON.parse(body));
    expect(seen).toMatchObject({
      method: 'PATCH',
      url: '/base/a%2Fb/c?fixed=1&x=1&y=%20',
      body: 'hello',
      headers: {
        host: new URL(target.url).host,
        'content-type': 'text/plain',
        'content-length': '5',
        authorization: 'Bearer own',
        'x-forwarded-for': '10.1.2.3',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      },
    });
    expect(seen.headers).not.toHaveProperty('x-remote-env-token');
  });

  it('knows a service by id, by the host of its Service, and by a token in the path', async () => {
    const { id } = orders.service.spec;
    const byId = await proxy.call(`${proxy.url}/shop/${id}`, orders.token);
    expect(byId.status).toBe(200);
    expect(seenSchema.parse(JSON.parse(byId.text)).url).toBe('/base?fixed=1');

    const host = `re-shop-${id}.remote-env-system.svc.cluster.local`;
    const byHost = await raw(proxy.url, '/t/not-a-token', {
      host,
      'x-remote-env-token': orders.token,
    });
    expect(seenSchema.parse(JSON.parse(byHost.text)).url).toBe(
      '/base/t/not-a-token?fixed=1',
    );

    const bound = await proxy.bind(orders.service, {
      capabilityUrl: { expiresAt: new Date(Date.now() + 60_000).toISOString() },
    });
    const byPath = await proxy.call(
      `${proxy.url}/t/${bound.token}/x?y=1`,
      undefined,
      {
        headers: {
          referer: `${proxy.url}/t/${bound.token}/page`,
          'x-original-uri': `/t/${bound.token}/x`,
        },
      },
    );
    const seen = seenSchema.parse(JSON.parse(byPath.text));
    expect(seen.url).toBe('/base/x?fixed=1&y=1');
    expect(byPath.text).not.toContain(bound.token);
    const both = await raw(proxy.url, `/t/${bound.token}/z`, { host });
    expect(seenSchema.parse(JSON.parse(both.text)).url).toBe('/base/z?fixed=1');
    expect(proxy.logs.join('')).not.toContain(bound.token);
    expect(JSON.stringify(proxy.reports)).not.toContain(bound.token);
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

  it.each([
    '/../x',
    '/..',
    '/a/..%2f..%2fx',
    '/%2e%2E/x',
    '/.%2e/x',
    '/a%2f..%2fx',
    '/..%5cx',
    '/..\\x',
    '/%252e%252e/x',
    '/..;a=b/x',
    '/%25252525252e/x',
  ])('refuses the path %s, which could leave the target’s own', async path => {
    const answer = await raw(proxy.url, `/shop/orders-1a2b3${path}`, {
      'x-remote-env-token': orders.token,
    });
    expect(answer.status).toBe(400);
  });

  it.each(['/...', '/a..b/x', '/%2Fx', '//x', '/.well-known/%2E', '/100%'])(
    'passes the path %s as it is',
    async path => {
      const answer = await raw(proxy.url, `/shop/orders-1a2b3${path}`, {
        'x-remote-env-token': orders.token,
      });
      expect(seenSchema.parse(JSON.parse(answer.text)).url).toBe(
        `/base${path}?fixed=1`,
      );
    },
  );

  it('refuses methods that show what was sent, and request targets of other forms', async () => {
    const headers = { 'x-remote-env-token': orders.token };
    expect(
      (await raw(proxy.url, '/shop/orders-1a2b3', headers, 'TRACE')).status,
    ).toBe(405);
    expect((await raw(proxy.url, `${target.url}/x`, headers)).status).toBe(400);
    expect((await raw(proxy.url, '*', headers, 'OPTIONS')).status).toBe(400);
  });

  it('keeps headers of a connection to that connection', async () => {
    const answer = await raw(proxy.url, '/shop/orders-1a2b3/x', {
      'x-remote-env-token': orders.token,
      connection: 'close, X-Private',
      'x-private': '1',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      'proxy-authorization': 'Basic eDp5',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    });
    const { headers } = seenSchema.parse(JSON.parse(answer.text));
    for (const name of [
      'x-private',
      'keep-alive',
      'te',
      'proxy-authorization',
      'upgrade',
      'http2-settings',
    ]) {
      expect(headers).not.toHaveProperty(name);
    }
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
    const { headers } = seenSchema.parse(JSON.parse(own.text));
    expect(headers.authorization).toBe('Bearer mine');
    expect(headers).not.toHaveProperty('access-token');
    const stored = await proxy.call(basic.url, basic.token);
    expect(seenSchema.parse(JSON.parse(stored.text)).headers).toMatchObject({
      authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
    });
  });

  it('passes the target’s answers through, redirects too, and rewrites places within it', async () => {
    const answers = await TestServer.start(
      whole((seen, res) => {
        const query = new URL(seen.url, 'http://x').searchParams;
        res.writeHead(Number(query.get('status')), 'Of its own', {
          ...(query.has('location') && {
            location: query.get('location') ?? '',
          }),
          'set-cookie': ['a=1', 'b=2'],
          connection: 'close, x-hop',
          'x-hop': '1',
        });
        res.end(seen.method === 'HEAD' ? undefined : 'body');
      }),
    );
    const service = await proxy.register(shop, 'answers-7e7e7', {
      targetUrl: `${answers.url}/api`,
    });
    const bound = await proxy.bind(service, {
      capabilityUrl: { expiresAt: new Date(Date.now() + 60_000).toISOString() },
    });
    const location = async (base: string, path: string, value: string) => {
      const answer = await proxy.call(
        `${base}${path}?status=307&location=${encodeURIComponent(value)}`,
        base.includes('/t/') ? undefined : bound.token,
      );
      expect([answer.status, answer.text]).toEqual([307, 'body']);
      return answer.headers.location;
    };
    for (const status of [203, 204, 301, 404, 451, 503]) {
      const answer = await proxy.call(
        `${bound.url}/x?status=${status}`,
        bound.token,
      );
      expect(answer.status).toBe(status);
      expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
      expect(answer.headers).not.toHaveProperty('x-hop');
    }
    const at = '/shop/answers-7e7e7';
    const secret = `${proxy.url}/t/${bound.token}`;
    const outside = 'https://login.test/?next=1';
    expect([
      await location(bound.url, '/x', `${answers.url}/api/y?z=1#f`),
      await location(bound.url, '/x/', '/api/y'),
      await location(bound.url, '/x/y', '../z'),
      await location(bound.url, '/x', `${answers.url}/apis/y`),
      await location(bound.url, '/x', '/elsewhere'),
      await location(bound.url, '/x', outside),
      await location(secret, '/x/y', `${answers.url}/api/x/z?q`),
      await location(secret, '/x/y', '/api/a'),
      await location(secret, '', '/api/a'),
    ]).toEqual([
      `${at}/y?z=1#f`,
      `${at}/y`,
      `${at}/z`,
      `${answers.url}/apis/y`,
      `${answers.url}/elsewhere`,
      outside,
      './z?q',
      '../a',
      `${answers.url}/api/a`,
    ]);
    const head = await proxy.call(`${bound.url}?status=200`, bound.token, {
      method: 'HEAD',
    });
    expect([head.status, head.text]).toEqual([200, '']);
    await answers.close();
  });

  it('answers 502 for a target that cannot be reached, and 403 to nobody for it', async () => {
    const gone = await TestServer.start(echo);
    await gone.close();
    const bound = await proxy.api(shop, 'gone-2b2b2', { targetUrl: gone.url });
    const answer = await proxy.call(bound.url, bound.token, {
      body: 'x',
      method: 'POST',
    });
    expect(answer.status).toBe(502);
    expect(answer.text).toContain('ECONNREFUSED');
    const forbidden = await proxy.api(shop, 'meta-4d4d4', {
      targetUrl: 'http://169.254.169.254/latest',
    });
    const denied = await proxy.call(forbidden.url, forbidden.token);
    expect(denied.status).toBe(502);
    expect(denied.text).toContain('metadata service');
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

  it('calls for the portal without a binding, and without the person’s own headers', async () => {
    const cookies = await TestServer.start(
      whole((seen, res) => {
        res.setHeader('set-cookie', 'session=1');
        res.end(JSON.stringify(seen));
      }),
    );
    const service = await proxy.register(shop, 'try-6f6f6', {
      targetUrl: cookies.url,
      authentication: { type: 'basic' },
      secret: { username: 'u', password: 'p' },
    });
    await proxy.bind(service);
    const portal = await TestServer.start((req, res) => {
      proxy.role.invoke(
        {
          environment: 'shop',
          serviceId: service.spec.id,
          path: req.url ?? '',
        },
        req,
        res,
      );
    });
    const answer = await proxy.call(`${portal.url}/x?y=1`, undefined, {
      method: 'POST',
      body: 'b',
      headers: { authorization: 'Bearer control', cookie: 'portal=1' },
    });
    const seen = seenSchema.parse(JSON.parse(answer.text));
    expect(seen).toMatchObject({ url: '/x?y=1', body: 'b' });
    expect(seen.headers.authorization).toBe(
      `Basic ${Buffer.from('u:p').toString('base64')}`,
    );
    expect(seen.headers).not.toHaveProperty('cookie');
    expect(answer.headers).not.toHaveProperty('set-cookie');
    await portal.close();
    await cookies.close();
  });
});
