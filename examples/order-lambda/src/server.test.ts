import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OrderHandler } from './OrderHandler';
import { createServer } from './server';

async function listening(server: Server): Promise<string> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server always has an address of this shape.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
}

const ORDER = {
  code: 'SO-1001',
  article: 'tea-pot',
  quantity: 1,
  total: 39,
  currency: 'EUR',
};

describe('the order lambda', () => {
  /** Stands where the API proxy would. */
  let proxy: Server;
  let lambda: Server;
  let handler: OrderHandler;
  let url: string;
  let calls: { path?: string; token?: string | string[] }[];
  let answer: { status: number; body: string };
  let held: (() => void)[] | undefined;
  let logged: string[];

  beforeEach(async () => {
    calls = [];
    logged = [];
    held = undefined;
    answer = { status: 200, body: JSON.stringify(ORDER) };
    proxy = createHttpServer((request, response) => {
      calls.push({
        path: request.url,
        token: request.headers['x-remote-env-token'],
      });
      const respond = () => {
        response.writeHead(answer.status).end(answer.body);
      };
      if (held) {
        held.push(respond);
      } else {
        respond();
      }
    });
    handler = new OrderHandler({
      url: `${await listening(proxy)}/shop/orders`,
      token: 'binding-token',
    });
    lambda = createHttpServer(createServer(handler, line => logged.push(line)));
    url = await listening(lambda);
  });
  afterEach(async () => {
    await closed(lambda);
    await closed(proxy);
  });

  const deliver = (
    headers: Record<string, string> = {},
    body = '{"orderCode":"SO-1001"}',
  ) =>
    fetch(`${url}/events`, {
      method: 'POST',
      headers: {
        'ce-specversion': '1.0',
        'ce-id': 'e-1',
        'ce-source': 'shop',
        'ce-type': 'order.created',
        'content-type': 'application/json',
        ...headers,
      },
      body,
    });

  const handled = async () => (await fetch(url)).json();

  it('looks the order up with the token of its binding', async () => {
    expect((await deliver()).status).toBe(204);
    expect(calls).toEqual([
      { path: '/shop/orders/orders/SO-1001', token: 'binding-token' },
    ]);
    expect(await handled()).toEqual([
      {
        eventId: 'e-1',
        source: 'shop',
        handledAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        order: { code: 'SO-1001', article: 'tea-pot', quantity: 1, total: 39 },
      },
    ]);
    expect(logged).toEqual(['order SO-1001: 1 x tea-pot, 39 EUR']);
  });

  it('does nothing more for an event that comes again', async () => {
    await deliver();
    expect((await deliver()).status).toBe(204);
    expect(calls).toHaveLength(1);
    expect(await handled()).toHaveLength(1);
  });

  it('looks up once when the same event comes again while it is at work', async () => {
    held = [];
    const event = { id: 'e-1', source: 'shop', data: { orderCode: 'SO-1001' } };
    const both = Promise.all([handler.handle(event), handler.handle(event)]);
    while (held.length === 0) {
      await new Promise(resolve => setImmediate(resolve));
    }
    held.forEach(respond => respond());
    const [first, second] = await both;
    expect(second).toBe(first);
    expect(calls).toHaveLength(1);
  });

  it('takes the same id of another source as another event', async () => {
    await deliver();
    await deliver({ 'ce-source': 'outlet' });
    expect(calls).toHaveLength(2);
  });

  it.each([401, 403, 429, 500, 503])(
    'asks for the event again when the API answers %i, and handles it then',
    async status => {
      answer = { status, body: '{}' };
      expect((await deliver()).status).toBe(503);
      expect(await handled()).toEqual([]);
      answer = { status: 200, body: JSON.stringify(ORDER) };
      expect((await deliver()).status).toBe(204);
      expect(await handled()).toHaveLength(1);
    },
  );

  it('asks for the event again when the answer is no order', async () => {
    answer = { status: 200, body: '{"half":' };
    expect((await deliver()).status).toBe(503);
  });

  it('asks for the event again when the API proxy is away', async () => {
    await closed(proxy);
    const response = await deliver();
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      error: 'The API proxy cannot be reached.',
    });
  });

  it('gives an event up whose order does not exist', async () => {
    answer = { status: 404, body: '{}' };
    expect((await deliver()).status).toBe(400);
  });

  it.each([
    ['data without a code', {}, '{}', 'orderCode'],
    ['another type', { 'ce-type': 'order.shipped' }, '{}', 'order.created'],
    ['no CloudEvent', { 'ce-specversion': '' }, '{}', ''],
    ['data that is no JSON', {}, '{', ''],
  ])('gives up on %s', async (_, headers, body, message) => {
    const response = await deliver(headers, body);
    expect(response.status).toBe(400);
    expect((await response.json()).error).toContain(message);
    expect(calls).toEqual([]);
  });

  it('takes an event in structured mode too', async () => {
    const response = await fetch(`${url}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({
        specversion: '1.0',
        id: 'e-9',
        source: 'shop',
        type: 'order.created',
        data: { orderCode: 'SO-1001' },
      }),
    });
    expect(response.status).toBe(204);
  });
});
