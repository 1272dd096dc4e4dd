import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OAuth } from './oauth';
import { Orders } from './Orders';
import { createApi } from './server';

const CLIENT = { clientId: 'portal', clientSecret: 'a secret: with/odd+signs' };

describe('the shop’s API', () => {
  let server: Server;
  let url: string;
  let orders: Orders;

  beforeEach(async () => {
    orders = new Orders();
    server = createServer(createApi(orders, new OAuth(CLIENT)));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    // A listening TCP server always has an address of this shape.
    const { port } = server.address() as AddressInfo;
    url = `http://127.0.0.1:${port}`;
  });
  afterEach(async () => {
    jest.useRealTimers();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  const askToken = (
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ) =>
    fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form),
    });

  const GRANT = { grant_type: 'client_credentials' };
  const FORM = {
    ...GRANT,
    client_id: CLIENT.clientId,
    client_secret: CLIENT.clientSecret,
  };
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  async function bearer() {
    const { access_token: token } = await (await askToken(FORM)).json();
    return { authorization: `Bearer ${token}` };
  }

  describe('token endpoint', () => {
    it('gives a token for the client’s credentials in the form', async () => {
      const response = await askToken(FORM);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await response.json()).toEqual({
        access_token: expect.stringMatching(/^[\w-]{43}$/),
        token_type: 'Bearer',
        expires_in: 300,
      });
    });

    it('gives one for HTTP Basic, both parts form-encoded', async () => {
      const response = await askToken(
        GRANT,
        basic(CLIENT.clientId, encodeURIComponent(CLIENT.clientSecret)),
      );
      expect(response.status).toBe(200);
    });

    it.each([
      ['a wrong secret', { ...FORM, client_secret: 'x' }, {}],
      ['another client', { ...FORM, client_id: 'x' }, {}],
      ['no client', GRANT, {}],
      ['a wrong secret in the header', GRANT, basic('portal', 'x')],
      ['a header that cannot be decoded', GRANT, basic('portal', '%')],
    ])('refuses %s', async (_, form, headers) => {
      const response = await askToken(form, headers);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ error: 'invalid_client' });
    });

    it('knows no other grant', async () => {
      const response = await askToken({ ...FORM, grant_type: 'password' });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        error: 'unsupported_grant_type',
      });
    });

    it('bounds the form', async () => {
      const response = await askToken({ ...FORM, more: 'x'.repeat(20_000) });
      expect(response.status).toBe(413);
    });
  });

  it.each([
    ['no token', {}],
    ['a made-up token', { authorization: 'Bearer made-up' }],
    ['the client’s own credentials', basic('portal', 'x')],
  ])('refuses %s', async (_, headers: Record<string, string>) => {
    const response = await fetch(`${url}/orders`, { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('refuses a token after its time', async () => {
    const headers = await bearer();
    expect((await fetch(`${url}/orders`, { headers })).status).toBe(200);
    jest.useFakeTimers({
      now: Date.now() + 300_001,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'],
    });
    expect((await fetch(`${url}/orders`, { headers })).status).toBe(401);
  });

  it('answers its health without a token', async () => {
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('places an order, tells of it, and finds it again', async () => {
    const placed: string[] = [];
    orders.on('placed', order => placed.push(order.code));
    const headers = await bearer();
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{"article":"milk-jug","quantity":3}',
    });
    expect(response.status).toBe(201);
    const order = await response.json();
    expect(order).toMatchObject({
      code: 'SO-1001',
      total: 43.5,
      status: 'placed',
    });
    expect(placed).toEqual(['SO-1001']);
    const found = await fetch(`${url}/orders/SO-1001`, { headers });
    expect(await found.json()).toEqual(order);
    orders.place('tray', 1);
    const latest = await fetch(`${url}/orders?limit=1`, { headers });
    expect((await latest.json())[0].code).toBe('SO-1002');
  });

  it.each([
    ['{"article":"sofa","quantity":1}', 'article must be one of'],
    ['{"article":"tray","quantity":0}', 'quantity must be'],
    ['{"article":"tray","quantity":1.5}', 'quantity must be'],
    ['{"article":"tray"}', 'quantity'],
    ['{', 'JSON'],
  ])('refuses the order %s', async (body, message) => {
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      headers: { ...(await bearer()), 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toContain(message);
    expect(orders.latest(1)).toEqual([]);
  });

  it.each(['orders/SO-1', 'stock/sofa'])('knows no %s', async path => {
    const response = await fetch(`${url}/${path}`, { headers: await bearer() });
    expect(response.status).toBe(404);
  });
});
