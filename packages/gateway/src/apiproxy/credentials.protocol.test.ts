import {
  RemoteServiceKind,
  SecretKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { TestCa } from '../__testUtils__/pki';
import { NAMESPACE } from '../__testUtils__/resources';
import { until } from '../__testUtils__/until';
import { TestProxy } from './__testUtils__/TestProxy';
import {
  echo,
  TestServer,
  whole,
  type SeenRequest,
} from './__testUtils__/TestServer';
import { TokenServer } from './__testUtils__/TokenServer';

describe('credentials of the API proxy', () => {
  let proxy: TestProxy;
  let shop: RemoteEnvironment;
  let tokens: TokenServer;
  let target: TestServer;
  let seen: SeenRequest[] = [];
  const closers: (() => Promise<void>)[] = [];

  /** An API that wants a token of `tokens`. */
  const oauth = (targetUrl = target.url) => ({
    targetUrl,
    authentication: { type: 'oauth' as const, tokenUrl: tokens.url },
    secret: { clientId: 'shop', clientSecret: 's3cret' },
  });

  beforeAll(async () => {
    proxy = await TestProxy.start(config => {
      config.apiProxy.timeoutMs = 1500;
    });
    shop = await proxy.environment('shop');
    target = await TestServer.start(
      whole((request, res) => {
        seen.push(request);
        const { authorization } = request.headers;
        res.writeHead(tokens.isGood(authorization as string) ? 200 : 401);
        res.end(request.body);
      }),
    );
  });

  beforeEach(async () => {
    seen = [];
    tokens = await TokenServer.start({
      clientId: 'shop',
      clientSecret: 's3cret',
      expiresIn: 3600,
    });
  });

  afterEach(async () => {
    await tokens.close();
    await Promise.all(closers.splice(0).map(close => close()));
  });

  afterAll(async () => {
    await proxy.close();
    await target.close();
  });

  it('gets one token for many calls at once, and uses it as long as it is good', async () => {
    const api = await proxy.api(shop, 'oauth-1', oauth());
    let open = () => {};
    tokens.gate = new Promise(resolve => {
      open = resolve;
    });
    const calls = Array.from({ length: 20 }, () =>
      proxy.call(`${api.url}/x`, api.token),
    );
    await until(() => tokens.asked === 1);
    open();
    for (const { status } of await Promise.all(calls)) {
      expect(status).toBe(200);
    }
    await proxy.call(`${api.url}/x`, api.token);
    expect(tokens.asked).toBe(1);
    expect(seen).toHaveLength(21);
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer token-1']),
    );
    expect(proxy.logs.join('')).not.toContain('token-1');
  });

  it('does not share tokens between credentials or token URLs', async () => {
    const [one, two, three] = await Promise.all([
      proxy.api(shop, 'oauth-a', oauth()),
      proxy.api(shop, 'oauth-b', oauth()),
      proxy.api(shop, 'oauth-c', {
        ...oauth(),
        authentication: { type: 'oauth', tokenUrl: `${tokens.url}?other` },
      }),
    ]);
    await proxy.call(one.url, one.token);
    await proxy.call(two.url, two.token);
    expect(tokens.asked).toBe(1);
    await proxy.call(three.url, three.token);
    expect(tokens.asked).toBe(2);
  });

  it('uses changed credentials within a second or two, and refuses a Secret that is gone', async () => {
    const api = await proxy.api(shop, 'oauth-2', oauth());
    const secret = `secret-${api.service.spec.id}`;
    await proxy.call(api.url, api.token);
    tokens.options.clientSecret = 'changed';
    await proxy.secret(secret, undefined, {
      clientId: 'shop',
      clientSecret: 'changed',
    });
    await until(async () => {
      await proxy.call(api.url, api.token);
      return tokens.issued.length === 2;
    });
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer token-2');
    await proxy.store.delete(SecretKind, {
      namespace: NAMESPACE,
      name: secret,
    });
    await until(
      async () => (await proxy.call(api.url, api.token)).status === 500,
    );
  });

  it('renews a token before it expires', async () => {
    tokens.options.expiresIn = 1;
    const api = await proxy.api(shop, 'oauth-3', oauth());
    await proxy.call(api.url, api.token);
    await until(async () => {
      await proxy.call(api.url, api.token);
      return tokens.issued.length === 2;
    });
    await proxy.call(api.url, api.token);
    expect(seen.at(-1)?.headers.authorization).toBe('Bearer token-2');
    expect(
      seen.every(({ headers }) => tokens.isGood(String(headers.authorization))),
    ).toBe(true);
  });

  it.each([
    ['basic', ['basic']],
    ['form', ['post']],
  ] as const)(
    'gets a token from a strict server that knows %s only',
    async (name, strict) => {
      tokens.options.strict = [...strict];
      const api = await proxy.api(shop, `strict-${name}`, oauth());
      expect((await proxy.call(api.url, api.token)).status).toBe(200);
    },
  );

  it('sends further headers and query parameters to the token endpoint', async () => {
    const { secret, ...rest } = oauth();
    const api = await proxy.api(shop, 'oauth-4', {
      ...rest,
      secret: {
        ...secret,
        headers: JSON.stringify({ 'X-Tenant': ['t1'] }),
        queryParameters: JSON.stringify({ scope: ['a b'] }),
      },
    });
    expect((await proxy.call(api.url, api.token)).status).toBe(200);
    expect(tokens.lastHeaders['x-tenant']).toBe('t1');
    expect(tokens.lastQuery).toBe('scope=a%20b');
  });

  it('answers 502 when no token can be had, without asking again at once', async () => {
    tokens.options.clientSecret = 'other';
    const api = await proxy.api(shop, 'oauth-5', oauth());
    const answer = await proxy.call(api.url, api.token);
    expect([answer.status, answer.text]).toEqual([
      502,
      '{"code":502,"error":"The token endpoint answered 401."}',
    ]);
    const { asked } = tokens;
    await proxy.call(api.url, api.token);
    expect(tokens.asked).toBe(asked);

    await tokens.close();
    const away = await proxy.api(shop, 'oauth-6', {
      ...oauth(),
      secret: { clientId: 'another', clientSecret: 's3cret' },
    });
    const unreachable = await proxy.call(away.url, away.token);
    expect(unreachable.status).toBe(502);
    expect(unreachable.text).toContain('The token endpoint cannot be used');
    tokens = await TokenServer.start(tokens.options);
  });

  it('tries once more with a fresh token and the same body after 401, and no more than once', async () => {
    const api = await proxy.api(shop, 'oauth-7', oauth());
    await proxy.call(api.url, api.token);
    tokens.revokeAll();
    seen = [];
    const body = 'b'.repeat(300_000);
    const answer = await proxy.call(`${api.url}/x`, api.token, {
      method: 'POST',
      body,
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(body);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(seen.map(request => request.body === body)).toEqual([true, true]);

    const refusing = await TestServer.start(
      whole((request, res) => {
        seen.push(request);
        res.writeHead(403, { 'x-reason': 'never' });
        res.end('no');
      }),
    );
    closers.push(() => refusing.close());
    seen = [];
    const never = await proxy.api(shop, 'oauth-8', oauth(refusing.url));
    const refused = await proxy.call(never.url, never.token);
    expect([refused.status, refused.text, refused.headers['x-reason']]).toEqual(
      [403, 'no', 'never'],
    );
    expect(seen).toHaveLength(2);
  });

  it('does not repeat a body above the limit, but starts fresh with the next call', async () => {
    const api = await proxy.api(shop, 'oauth-9', oauth());
    await proxy.call(api.url, api.token);
    tokens.revokeAll();
    seen = [];
    const body = Buffer.alloc(1024 * 1024 + 1, 'x');
    const refused = await proxy.call(api.url, api.token, {
      method: 'PUT',
      body,
    });
    expect(refused.status).toBe(401);
    expect(seen).toHaveLength(1);
    const next = await proxy.call(api.url, api.token, { method: 'PUT', body });
    expect(next.status).toBe(200);
    expect(next.text).toHaveLength(body.length);
  });

  it('does not repeat calls with credentials that cannot grow old', async () => {
    const api = await proxy.api(shop, 'basic-1', {
      targetUrl: target.url,
      authentication: { type: 'basic' },
      secret: { username: 'u', password: 'wrong' },
    });
    const refused = await proxy.call(api.url, api.token);
    expect(refused.status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  it('uses a Secret only when it names this very service', async () => {
    const answer = async (name: string, secretFor: string | undefined) => {
      const api = await proxy.api(shop, name, {
        targetUrl: target.url,
        authentication: { type: 'basic' },
        secret: { username: 'u', password: 'p' },
        secretFor,
      });
      return proxy.call(api.url, api.token);
    };
    expect((await answer('own-1', undefined)).status).toBe(401);
    const foreign = await answer('foreign-1', 'another-service');
    expect([foreign.status, foreign.text]).toEqual([
      500,
      '{"code":500,"error":"The credentials of the service are missing."}',
    ]);
    expect((await answer('nobodys-1', '')).status).toBe(500);
    expect(seen).toHaveLength(1);

    const missing = await proxy.api(shop, 'missing-1', {
      targetUrl: target.url,
      authentication: { type: 'basic', secretName: 'nowhere' },
    });
    expect((await proxy.call(missing.url, missing.token)).status).toBe(500);
    const incomplete = await proxy.api(shop, 'incomplete-1', {
      ...oauth(),
      secret: { clientId: 'shop' },
    });
    expect((await proxy.call(incomplete.url, incomplete.token)).status).toBe(
      500,
    );
    const noParameters = await proxy.api(shop, 'no-params-1', {
      targetUrl: target.url,
      requestParametersSecretName: 'nowhere',
    });
    expect(
      (await proxy.call(noParameters.url, noParameters.token)).status,
    ).toBe(500);
  });

  it('adds request parameters only where the caller sends none of that name', async () => {
    const echoing = await TestServer.start(echo);
    closers.push(() => echoing.close());
    const api = await proxy.api(shop, 'params-1', {
      targetUrl: `${echoing.url}?b=target`,
      parameters: {
        headers: JSON.stringify({ 'X-One': ['1', '2'], 'X-Two': ['stored'] }),
        queryParameters: JSON.stringify({
          a: ['1', '2'],
          b: ['stored'],
          c: ['stored'],
        }),
      },
    });
    const answer = await proxy.call(`${api.url}/x?c=own`, api.token, {
      headers: { 'x-two': 'own' },
    });
    const { url, headers } = JSON.parse(answer.text);
    expect(url).toBe('/x?b=target&c=own&a=1&a=2');
    expect(headers['x-one']).toBe('1, 2');
    expect(headers['x-two']).toBe('own');

    const broken = await proxy.api(shop, 'params-2', {
      targetUrl: echoing.url,
      parameters: { headers: JSON.stringify({ Host: ['evil'] }) },
    });
    expect((await proxy.call(broken.url, broken.token)).status).toBe(500);
  });

  describe('with CSRF protection', () => {
    let current: number;
    let fetched: SeenRequest[];
    let csrf: TestServer;

    beforeEach(async () => {
      current = 1;
      fetched = [];
      csrf = await TestServer.start(
        whole((request, res) => {
          const { headers } = request;
          if (request.url === '/csrf') {
            fetched.push(request);
            const good =
              !headers.authorization ||
              headers.authorization.toString().startsWith('Basic') ||
              tokens.isGood(headers.authorization.toString());
            res.writeHead(good ? 200 : 401, {
              'x-csrf-token': `csrf-${current}`,
              'set-cookie': [
                `session=s${current}; Path=/; HttpOnly`,
                'other=o; Secure',
              ],
            });
            res.end('x'.repeat(500_000));
            return;
          }
          seen.push(request);
          res.writeHead(
            headers['x-csrf-token'] === `csrf-${current}` &&
              headers.cookie?.includes(`session=s${current}`)
              ? 200
              : 403,
          );
          res.end(request.body);
        }),
      );
    });

    afterEach(() => csrf.close());

    it('fetches a token with the API’s own authorization, keeps it, and fetches anew after 403', async () => {
      const api = await proxy.api(shop, 'csrf-1', {
        targetUrl: csrf.url,
        authentication: { type: 'basic', csrfTokenUrl: `${csrf.url}/csrf` },
        secret: { username: 'u', password: 'p' },
      });
      const post = () =>
        proxy.call(`${api.url}/x`, api.token, {
          method: 'POST',
          body: 'again',
          headers: { cookie: 'session=mine; mine=1' },
        });
      expect((await post()).status).toBe(200);
      expect((await post()).status).toBe(200);
      expect(fetched).toHaveLength(1);
      expect(fetched[0]).toMatchObject({
        method: 'GET',
        headers: {
          'x-csrf-token': 'fetch',
          accept: '*/*',
          'cache-control': 'no-cache',
          authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
        },
      });
      expect(seen[0]?.headers.cookie).toBe('mine=1; session=s1; other=o');
      current = 2;
      const answer = await post();
      expect([answer.status, answer.text]).toEqual([200, 'again']);
      expect(fetched).toHaveLength(2);
    });

    it('gets a fresh access token when the endpoint refuses the kept one', async () => {
      const api = await proxy.api(shop, 'csrf-2', {
        ...oauth(csrf.url),
        authentication: {
          type: 'oauth',
          tokenUrl: tokens.url,
          csrfTokenUrl: `${csrf.url}/csrf`,
        },
      });
      // The token is kept, the CSRF token is not: as after its ten minutes.
      const sibling = await proxy.api(shop, 'csrf-3', oauth());
      await proxy.call(sibling.url, sibling.token);
      tokens.revokeAll();
      expect((await proxy.call(api.url, api.token)).status).toBe(200);
      expect(tokens.issued).toHaveLength(2);
    });

    it('answers 502 when the endpoint has no token', async () => {
      const api = await proxy.api(shop, 'csrf-4', {
        targetUrl: csrf.url,
        authentication: { csrfTokenUrl: `${csrf.url}/elsewhere` },
      });
      const answer = await proxy.call(api.url, api.token);
      expect([answer.status, answer.text]).toEqual([
        502,
        '{"code":502,"error":"The CSRF token endpoint answered 403."}',
      ]);
    });

    it('passes 403 on when a fresh token is refused, too', async () => {
      const refusing = await TestServer.start((req, res) => {
        res.writeHead(req.url === '/csrf' ? 200 : 403, { 'x-csrf-token': 'c' });
        res.end('no');
      });
      closers.push(() => refusing.close());
      const api = await proxy.api(shop, 'csrf-5', {
        targetUrl: refusing.url,
        authentication: { csrfTokenUrl: `${refusing.url}/csrf` },
      });
      const answer = await proxy.call(api.url, api.token);
      expect([answer.status, answer.text]).toEqual([403, 'no']);
    });
  });

  describe('over TLS', () => {
    let ca: TestCa;
    let secure: TestServer;

    beforeAll(async () => {
      ca = await TestCa.create('Systems');
      const server = await ca.issue('localhost', {
        usage: 'server',
        dnsNames: ['localhost'],
      });
      secure = await TestServer.start(
        whole((request, res, req) => {
          const socket = req.socket;
          const subject =
            'getPeerCertificate' in socket &&
            typeof socket.getPeerCertificate === 'function'
              ? socket.getPeerCertificate().subject?.CN
              : undefined;
          if (request.url === '/token') {
            res.setHeader('content-type', 'application/json');
            res.end(
              JSON.stringify({
                access_token: `for-${subject}-${request.body}`,
              }),
            );
            return;
          }
          res.end(`${subject} ${request.headers.authorization ?? ''}`);
        }),
        {
          cert: server.cert,
          key: server.key,
          ca: ca.cert,
          requestCert: true,
          rejectUnauthorized: false,
        },
      );
    });

    afterAll(() => secure.close());

    it('verifies the target unless the service was registered otherwise', async () => {
      const strict = await proxy.api(shop, 'tls-1', { targetUrl: secure.url });
      const answer = await proxy.call(strict.url, strict.token);
      expect(answer.status).toBe(502);
      const lax = await proxy.store.get(
        RemoteServiceKind,
        strict.service.metadata,
      );
      if (!lax?.spec.api) {
        throw new Error('the service is gone');
      }
      lax.spec.api.skipVerify = true;
      await proxy.store.update(RemoteServiceKind, lax);
      await until(
        async () => (await proxy.call(strict.url, strict.token)).status === 200,
      );
    });

    it('shows the target and the token endpoint the client certificate', async () => {
      const client = await ca.issue('shop-client', { usage: 'client' });
      const pair = { crt: client.cert, key: client.key };
      const generated = await proxy.api(shop, 'mtls-1', {
        targetUrl: secure.url,
        skipVerify: true,
        authentication: { type: 'certificateGen' },
        secret: { commonName: 'shop-client', ...pair },
      });
      const direct = await proxy.call(generated.url, generated.token, {
        headers: { authorization: 'Basic own' },
      });
      expect(direct.text).toBe('shop-client Basic own');
      const byToken = await proxy.api(shop, 'mtls-2', {
        targetUrl: secure.url,
        skipVerify: true,
        authentication: {
          type: 'oauthWithCertificate',
          tokenUrl: `${secure.url}/token`,
        },
        secret: { clientId: 'me', ...pair },
      });
      const answer = await proxy.call(byToken.url, byToken.token);
      expect(answer.text).toBe(
        'undefined Bearer for-shop-client-grant_type=client_credentials&client_id=me',
      );
    });
  });
});
