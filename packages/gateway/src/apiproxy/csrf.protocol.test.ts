import { ProtectedApis } from './__testUtils__/ProtectedApis';
import {
  TestServer,
  whole,
  type SeenRequest,
} from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('CSRF tokens of the API proxy', () => {
  let apis: ProtectedApis;

  beforeAll(async () => {
    apis = await ProtectedApis.start();
  });

  beforeEach(() => apis.renew());

  afterAll(() => apis.close());

  let current: number;
  let fetched: SeenRequest[];
  let csrf: TestServer;

  beforeEach(async () => {
    current = 1;
    fetched = [];
    csrf = await apis.server(
      whole((request, res) => {
        const { headers } = request;
        if (request.url === '/csrf') {
          fetched.push(request);
          const good =
            !headers.authorization ||
            headers.authorization.toString().startsWith('Basic') ||
            apis.tokens.isGood(headers.authorization.toString());
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
        apis.seen.push(request);
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
    const api = await apis.proxy.api(apis.shop, 'csrf-1', {
      targetUrl: csrf.url,
      authentication: { type: 'basic', csrfTokenUrl: `${csrf.url}/csrf` },
      secret: { username: 'u', password: 'p' },
    });
    const post = () =>
      apis.proxy.call(`${api.url}/x`, api.token, {
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
    expect(apis.seen[0]?.headers.cookie).toBe('mine=1; session=s1; other=o');
    current = 2;
    const answer = await post();
    expect([answer.status, answer.text]).toEqual([200, 'again']);
    expect(fetched).toHaveLength(2);
  });

  it('gets a fresh access token when the endpoint refuses the kept one', async () => {
    const api = await apis.proxy.api(apis.shop, 'csrf-2', {
      ...apis.oauth(csrf.url),
      authentication: {
        type: 'oauth',
        tokenUrl: apis.tokens.url,
        csrfTokenUrl: `${csrf.url}/csrf`,
      },
    });
    // The token is kept, the CSRF token is not: as after its ten minutes.
    const sibling = await apis.proxy.api(apis.shop, 'csrf-3', apis.oauth());
    await apis.proxy.call(sibling.url, sibling.token);
    apis.tokens.revokeAll();
    expect((await apis.proxy.call(api.url, api.token)).status).toBe(200);
    expect(apis.tokens.issued).toHaveLength(2);
  });

  it('answers 502 when the endpoint has no token', async () => {
    const api = await apis.proxy.api(apis.shop, 'csrf-4', {
      targetUrl: csrf.url,
      authentication: { csrfTokenUrl: `${csrf.url}/elsewhere` },
    });
    const answer = await apis.proxy.call(api.url, api.token);
    expect([answer.status, answer.text]).toEqual([
      502,
      '{"code":502,"error":"The CSRF token endpoint answered 403."}',
    ]);
  });

  it('passes 403 on when a fresh token is refused, too', async () => {
    const refusing = await apis.server((req, res) => {
      res.writeHead(req.url === '/csrf' ? 200 : 403, { 'x-csrf-token': 'c' });
      res.end('no');
    });
    const api = await apis.proxy.api(apis.shop, 'csrf-5', {
      targetUrl: refusing.url,
      authentication: { csrfTokenUrl: `${refusing.url}/csrf` },
    });
    const answer = await apis.proxy.call(api.url, api.token);
    expect([answer.status, answer.text]).toEqual([403, 'no']);
  });
});
