import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { rawRequest } from './__testUtils__/rawRequest';
import { TestProxy, type BoundService } from './__testUtils__/TestProxy';
import { echo, readSeen, TestServer, whole } from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

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
    const seen = readSeen(body);
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
    expect(readSeen(byId.text).url).toBe('/base?fixed=1');

    const host = `re-shop-${id}.remote-env-system.svc.cluster.local`;
    const byHost = await rawRequest(proxy.url, '/t/not-a-token', {
      host,
      'x-remote-env-token': orders.token,
    });
    expect(readSeen(byHost.text).url).toBe('/base/t/not-a-token?fixed=1');

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
    const seen = readSeen(byPath.text);
    expect(seen.url).toBe('/base/x?fixed=1&y=1');
    expect(byPath.text).not.toContain(bound.token);
    const both = await rawRequest(proxy.url, `/t/${bound.token}/z`, { host });
    expect(readSeen(both.text).url).toBe('/base/z?fixed=1');
    expect(proxy.logs.join('')).not.toContain(bound.token);
    expect(JSON.stringify(proxy.reports)).not.toContain(bound.token);
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
    const answer = await rawRequest(proxy.url, `/shop/orders-1a2b3${path}`, {
      'x-remote-env-token': orders.token,
    });
    expect(answer.status).toBe(400);
  });

  it.each(['/...', '/a..b/x', '/%2Fx', '//x', '/.well-known/%2E', '/100%'])(
    'passes the path %s as it is',
    async path => {
      const answer = await rawRequest(proxy.url, `/shop/orders-1a2b3${path}`, {
        'x-remote-env-token': orders.token,
      });
      expect(readSeen(answer.text).url).toBe(`/base${path}?fixed=1`);
    },
  );

  it('refuses methods that show what was sent, and request targets of other forms', async () => {
    const headers = { 'x-remote-env-token': orders.token };
    expect(
      (await rawRequest(proxy.url, '/shop/orders-1a2b3', headers, 'TRACE'))
        .status,
    ).toBe(405);
    expect(
      (await rawRequest(proxy.url, `${target.url}/x`, headers)).status,
    ).toBe(400);
    expect((await rawRequest(proxy.url, '*', headers, 'OPTIONS')).status).toBe(
      400,
    );
  });

  it('keeps headers of a connection to that connection', async () => {
    const answer = await rawRequest(proxy.url, '/shop/orders-1a2b3/x', {
      'x-remote-env-token': orders.token,
      connection: 'close, X-Private',
      'x-private': '1',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      'proxy-authorization': 'Basic eDp5',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    });
    const { headers } = readSeen(answer.text);
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
    const seen = readSeen(answer.text);
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
