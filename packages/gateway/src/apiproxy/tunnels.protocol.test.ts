import {
  RemoteServiceBindingKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';
import { TestProxy, type BoundService } from './__testUtils__/TestProxy';
import { TestServer } from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('a change of protocol through the API proxy', () => {
  let proxy: TestProxy;
  let shop: RemoteEnvironment;
  let target: TestServer;
  let api: BoundService;
  let sockets: WebSocketServer;

  beforeAll(async () => {
    proxy = await TestProxy.start();
    target = await TestServer.start((_req, res) => {
      res.writeHead(200);
      res.flushHeaders();
    });
    shop = await proxy.environment('shop');
    api = await proxy.api(shop, 'tunnels', { targetUrl: target.url });
    sockets = new WebSocketServer({ noServer: true });
    target.server.on('upgrade', (req, socket, head) => {
      if (req.url === '/refuses') {
        socket.end(
          'HTTP/1.1 418 No\r\ncontent-length: 4\r\nconnection: close\r\n\r\nnope',
        );
        return;
      }
      sockets.handleUpgrade(req, socket, head, ws => {
        ws.on('message', data =>
          ws.send(`${req.headers.authorization} ${req.url} ${data}`),
        );
      });
    });
  });

  afterAll(async () => {
    sockets.close();
    await proxy.close();
    await target.close();
  });

  const open = ({ url, token }: BoundService, path = '/ws') =>
    new WebSocket(`${url.replace('http', 'ws')}${path}`, {
      headers: { 'x-remote-env-token': token },
    });

  it('joins caller and target, with credentials added', async () => {
    const basic = await proxy.api(shop, 'sockets', {
      targetUrl: target.url,
      authentication: { type: 'basic' },
      secret: { username: 'u', password: 'p' },
    });
    const ws = open(basic, '/ws?a=1');
    await once(ws, 'open');
    ws.send('hello');
    const [data] = await once(ws, 'message');
    const authorization = Buffer.from('u:p').toString('base64');
    expect(String(data)).toBe(`Basic ${authorization} /ws?a=1 hello`);
    const ended = new Promise(resolve => {
      [...sockets.clients][0]?.once('close', resolve);
    });
    ws.close();
    await ended;
  });

  it('passes on the answer of a target that does not want to', async () => {
    const ws = open(api, '/refuses');
    ws.on('error', () => {});
    const [, res] = await once(ws, 'unexpected-response');
    expect(res.statusCode).toBe(418);
    expect(await text(res)).toBe('nope');
  });

  it('refuses it to those who hold no binding', async () => {
    const ws = open({ ...api, token: 'guess' });
    ws.on('error', () => {});
    const [, res] = await once(ws, 'unexpected-response');
    expect(res.statusCode).toBe(401);
  });

  it('cuts tunnels and streams within a second once the binding is taken back', async () => {
    const bound = await proxy.bind(api.service);
    const ws = open(bound);
    await once(ws, 'open');
    const req = httpRequest(`${bound.url}/events`, {
      headers: { 'x-remote-env-token': bound.token },
    }).end();
    const [stream]: IncomingMessage[] = await once(req, 'response');
    const cut = Promise.all([
      once(ws, 'close'),
      new Promise(resolve => {
        stream?.once('error', resolve);
      }),
    ]);
    const started = performance.now();
    await proxy.store.delete(RemoteServiceBindingKind, bound.binding.metadata);
    await cut;
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
