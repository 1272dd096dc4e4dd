import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { NAMESPACE } from '../__testUtils__/resources';
import { until } from '../__testUtils__/until';
import { ProtectedApis } from './__testUtils__/ProtectedApis';
import { echo, TestServer, whole } from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('access tokens of the API proxy', () => {
  let apis: ProtectedApis;

  beforeAll(async () => {
    apis = await ProtectedApis.start();
  });

  beforeEach(() => apis.renew());

  afterAll(() => apis.close());

  it('gets one token for many calls at once, and uses it as long as it is good', async () => {
    const api = await apis.proxy.api(apis.shop, 'oauth-1', apis.oauth());
    let open = () => {};
    apis.tokens.gate = new Promise(resolve => {
      open = resolve;
    });
    const calls = Array.from({ length: 20 }, () =>
      apis.proxy.call(`${api.url}/x`, api.token),
    );
    await until(() => apis.tokens.asked === 1);
    open();
    for (const { status } of await Promise.all(calls)) {
      expect(status).toBe(200);
    }
    await apis.proxy.call(`${api.url}/x`, api.token);
    expect(apis.tokens.asked).toBe(1);
    expect(apis.seen).toHaveLength(21);
    expect(
      new Set(apis.seen.map(({ headers }) => headers.authorization)),
    ).toEqual(new Set(['Bearer token-1']));
    expect(apis.proxy.logs.join('')).not.toContain('token-1');
  });

  it('does not share tokens between credentials or token URLs', async () => {
    const [one, two, three] = await Promise.all([
      apis.proxy.api(apis.shop, 'oauth-a', apis.oauth()),
      apis.proxy.api(apis.shop, 'oauth-b', apis.oauth()),
      apis.proxy.api(apis.shop, 'oauth-c', {
        ...apis.oauth(),
        authentication: { type: 'oauth', tokenUrl: `${apis.tokens.url}?other` },
      }),
    ]);
    await apis.proxy.call(one.url, one.token);
    await apis.proxy.call(two.url, two.token);
    expect(apis.tokens.asked).toBe(1);
    await apis.proxy.call(three.url, three.token);
    expect(apis.tokens.asked).toBe(2);
  });

  it('uses changed credentials within a second or two, and refuses a Secret that is gone', async () => {
    const api = await apis.proxy.api(apis.shop, 'oauth-2', apis.oauth());
    const secret = `secret-${api.service.spec.id}`;
    await apis.proxy.call(api.url, api.token);
    apis.tokens.options.clientSecret = 'changed';
    await apis.proxy.secret(secret, undefined, {
      clientId: 'shop',
      clientSecret: 'changed',
    });
    await until(async () => {
      await apis.proxy.call(api.url, api.token);
      return apis.tokens.issued.length === 2;
    });
    expect(apis.seen.at(-1)?.headers.authorization).toBe('Bearer token-2');
    await apis.proxy.store.delete(SecretKind, {
      namespace: NAMESPACE,
      name: secret,
    });
    await until(
      async () => (await apis.proxy.call(api.url, api.token)).status === 500,
    );
  });

  it('renews a token before it expires', async () => {
    apis.tokens.options.expiresIn = 1;
    const api = await apis.proxy.api(apis.shop, 'oauth-3', apis.oauth());
    await apis.proxy.call(api.url, api.token);
    await until(async () => {
      await apis.proxy.call(api.url, api.token);
      return apis.tokens.issued.length === 2;
    });
    await apis.proxy.call(api.url, api.token);
    expect(apis.seen.at(-1)?.headers.authorization).toBe('Bearer token-2');
    expect(
      apis.seen.every(({ headers }) =>
        apis.tokens.isGood(String(headers.authorization)),
      ),
    ).toBe(true);
  });

  it.each([
    ['basic', ['basic']],
    ['form', ['post']],
  ] as const)(
    'gets a token from a strict server that knows %s only',
    async (name, strict) => {
      apis.tokens.options.strict = [...strict];
      const api = await apis.proxy.api(
        apis.shop,
        `strict-${name}`,
        apis.oauth(),
      );
      expect((await apis.proxy.call(api.url, api.token)).status).toBe(200);
    },
  );

  it('sends further headers and query parameters to the token endpoint', async () => {
    const { secret, ...rest } = apis.oauth();
    const api = await apis.proxy.api(apis.shop, 'oauth-4', {
      ...rest,
      secret: {
        ...secret,
        headers: JSON.stringify({ 'X-Tenant': ['t1'] }),
        queryParameters: JSON.stringify({ scope: ['a b'] }),
      },
    });
    expect((await apis.proxy.call(api.url, api.token)).status).toBe(200);
    expect(apis.tokens.lastHeaders['x-tenant']).toBe('t1');
    expect(apis.tokens.lastQuery).toBe('scope=a%20b');
  });

  it('answers 502 when no token can be had, without asking again at once', async () => {
    apis.tokens.options.clientSecret = 'other';
    const api = await apis.proxy.api(apis.shop, 'oauth-5', apis.oauth());
    const answer = await apis.proxy.call(api.url, api.token);
    expect([answer.status, answer.text]).toEqual([
      502,
      '{"code":502,"error":"The token endpoint answered 401."}',
    ]);
    const { asked } = apis.tokens;
    await apis.proxy.call(api.url, api.token);
    expect(apis.tokens.asked).toBe(asked);

    const gone = await TestServer.start(echo);
    await gone.close();
    const away = await apis.proxy.api(apis.shop, 'oauth-6', {
      ...apis.oauth(),
      authentication: { type: 'oauth', tokenUrl: gone.url },
    });
    const unreachable = await apis.proxy.call(away.url, away.token);
    expect(unreachable.status).toBe(502);
    expect(unreachable.text).toContain('The token endpoint cannot be used');
  });

  it('tries once more with a fresh token and the same body after 401, and no more than once', async () => {
    const api = await apis.proxy.api(apis.shop, 'oauth-7', apis.oauth());
    await apis.proxy.call(api.url, api.token);
    apis.tokens.revokeAll();
    apis.seen = [];
    const body = 'b'.repeat(300_000);
    const answer = await apis.proxy.call(`${api.url}/x`, api.token, {
      method: 'POST',
      body,
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(body);
    expect(apis.seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(apis.seen.map(request => request.body === body)).toEqual([
      true,
      true,
    ]);

    const refusing = await apis.server(
      whole((request, res) => {
        apis.seen.push(request);
        res.writeHead(403, { 'x-reason': 'never' });
        res.end('no');
      }),
    );
    apis.seen = [];
    const never = await apis.proxy.api(
      apis.shop,
      'oauth-8',
      apis.oauth(refusing.url),
    );
    const refused = await apis.proxy.call(never.url, never.token);
    expect([refused.status, refused.text, refused.headers['x-reason']]).toEqual(
      [403, 'no', 'never'],
    );
    expect(apis.seen).toHaveLength(2);
  });

  it('does not repeat a body above the limit, but starts fresh with the next call', async () => {
    const api = await apis.proxy.api(apis.shop, 'oauth-9', apis.oauth());
    await apis.proxy.call(api.url, api.token);
    apis.tokens.revokeAll();
    apis.seen = [];
    const body = Buffer.alloc(1024 * 1024 + 1, 'x');
    const refused = await apis.proxy.call(api.url, api.token, {
      method: 'PUT',
      body,
    });
    expect(refused.status).toBe(401);
    expect(apis.seen).toHaveLength(1);
    const next = await apis.proxy.call(api.url, api.token, {
      method: 'PUT',
      body,
    });
    expect(next.status).toBe(200);
    expect(next.text).toHaveLength(body.length);
  });

  it('does not repeat calls with credentials that cannot grow old', async () => {
    const api = await apis.proxy.api(apis.shop, 'basic-1', {
      targetUrl: apis.target.url,
      authentication: { type: 'basic' },
      secret: { username: 'u', password: 'wrong' },
    });
    const refused = await apis.proxy.call(api.url, api.token);
    expect(refused.status).toBe(401);
    expect(apis.seen).toHaveLength(1);
  });
});
