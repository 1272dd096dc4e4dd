import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { once } from 'node:events';
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { until } from '../__testUtils__/until';
import { TestProxy, type BoundService } from './__testUtils__/TestProxy';
import { TestServer } from './__testUtils__/TestServer';
import { TokenServer } from './__testUtils__/TokenServer';

const MIB = 1024 * 1024;
const SIZE = 80 * MIB;

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('streams through the API proxy', () => {
  let proxy: TestProxy;
  let shop: RemoteEnvironment;
  let target: TestServer;
  let api: BoundService;
  /** What the target does with its next calls. */
  let behave: (req: IncomingMessage, res: ServerResponse) => void;

  function send(
    path: string,
    options: {
      method?: string;
      headers?: Record<string, string | number>;
      api?: BoundService;
    } = {},
  ): ClientRequest {
    const { url, token } = options.api ?? api;
    return httpRequest(`${url}${path}`, {
      method: options.method ?? 'GET',
      headers: { 'x-remote-env-token': token, ...options.headers },
    });
  }

  async function answerOf(req: ClientRequest): Promise<IncomingMessage> {
    const [res]: IncomingMessage[] = await once(req, 'response');
    if (!res) {
      throw new Error('no response');
    }
    return res;
  }

  beforeAll(async () => {
    proxy = await TestProxy.start(config => {
      config.apiProxy.timeoutMs = 400;
    });
    target = await TestServer.start((req, res) => behave(req, res));
    shop = await proxy.environment('shop');
    api = await proxy.api(shop, 'streams', { targetUrl: target.url });
  });

  afterAll(async () => {
    await proxy.close();
    await target.close();
  });

  it('passes a large body up and down at once, without holding it', async () => {
    behave = (req, res) => req.pipe(res);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    let sent = 0;
    const source = new Readable({
      read() {
        sent += chunk.length;
        this.push(sent > SIZE ? null : chunk);
      },
    });
    const req = send('/echo', { method: 'POST' });
    const answered = answerOf(req);
    const sending = pipeline(source, req);
    const res = await answered;
    let received = 0;
    let most = 0;
    for await (const part of res) {
      received += part.length;
      most = Math.max(most, sent - received);
    }
    await sending;
    expect(received).toBe(SIZE);
    // Buffers of four sockets and their streams, whatever the size of the body.
    expect(most).toBeLessThan(SIZE / 2);
  });

  it('takes no more from the target than its caller reads', async () => {
    let written = 0;
    behave = (_req, res) => {
      const pump = () => {
        let room = true;
        while (written < 200 * MIB && room) {
          room = res.write(Buffer.alloc(64 * 1024));
          written += 64 * 1024;
        }
      };
      res.on('drain', pump);
      pump();
    };
    const res = await answerOf(send('/slow').end());
    let before = -1;
    await until(async () => {
      const same = written === before;
      before = written;
      await new Promise(resolve => setTimeout(resolve, 100));
      return same && written > 0;
    });
    expect(written).toBeLessThan(40 * MIB);
    res.destroy();
  });

  it('passes events on as they come, and tells the target when their reader goes', async () => {
    let stream: ServerResponse | undefined;
    let closed = false;
    behave = (_req, res) => {
      stream = res;
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.flushHeaders();
      res.on('close', () => {
        closed = true;
      });
    };
    const req = send('/events').end();
    const res = await answerOf(req);
    expect(res.headers['content-type']).toBe('text/event-stream');
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      const arrived = once(res, 'data');
      stream?.write(event);
      expect(String((await arrived)[0])).toBe(event);
    }
    req.destroy();
    await until(() => closed);
  });

  it.each(['GET', 'POST'])(
    'tells the target when the caller of a %s goes before the answer',
    async method => {
      let closed = false;
      behave = (req, res) => {
        req.resume();
        res.on('close', () => {
          closed = true;
        });
      };
      const arrived = once(target.server, 'request');
      const req = send('/never', { method });
      req.on('error', () => {});
      if (method === 'POST') {
        req.write('a part');
      } else {
        req.end();
      }
      await arrived;
      expect(closed).toBe(false);
      req.destroy();
      await until(() => closed);
    },
  );

  it('answers 504 when the target takes too long, and 502 when it breaks off', async () => {
    behave = req => req.resume();
    const late = await answerOf(send('/late').end());
    expect(late.statusCode).toBe(504);
    expect(JSON.parse(await text(late)).code).toBe(504);
    behave = req => req.socket.destroy();
    const broken = await answerOf(send('/broken').end());
    expect(broken.statusCode).toBe(502);
    expect(proxy.reports.at(-1)).toMatchObject({
      action: 'service-called',
      outcome: 'failure',
    });
  });

  it('lets its caller see that an answer broke off', async () => {
    behave = (_req, res) => {
      res.write('a part', () => res.destroy());
    };
    const res = await answerOf(send('/half').end());
    await expect(text(res)).rejects.toThrow('aborted');
  });

  it('passes on an answer that comes before the body is complete', async () => {
    behave = (_req, res) => {
      res.writeHead(413);
      res.end('too large');
    };
    const req = send('/early', {
      method: 'POST',
      headers: { 'content-length': 100 * MIB },
    });
    req.on('error', () => {});
    req.write(Buffer.alloc(MIB));
    const res = await answerOf(req);
    expect([res.statusCode, await text(res)]).toEqual([413, 'too large']);
    req.destroy();
  });

  it('asks for a body only once the call is admitted', async () => {
    behave = (req, res) => req.pipe(res);
    const headers = { expect: '100-continue', 'content-length': 4 };
    const refused = send('/x', {
      method: 'POST',
      headers,
      api: { ...api, token: 'guess' },
    });
    let asked = false;
    refused.on('continue', () => {
      asked = true;
    });
    refused.flushHeaders();
    expect((await answerOf(refused)).statusCode).toBe(401);
    expect(asked).toBe(false);
    refused.destroy();

    const wanted = send('/x', { method: 'POST', headers });
    wanted.flushHeaders();
    await once(wanted, 'continue');
    wanted.end('body');
    expect(await text(await answerOf(wanted))).toBe('body');
  });

  it('waits for the rest of a body before it sends it again', async () => {
    const tokens = await TokenServer.start({
      clientId: 'c',
      clientSecret: 's',
    });
    const calls: string[] = [];
    behave = (req, res) => {
      const { authorization } = req.headers;
      calls.push(String(authorization));
      if (tokens.isGood(authorization) && calls.length > 1) {
        req.pipe(res);
      } else {
        // Before any of the body has come.
        res.writeHead(401);
        res.end('first');
      }
    };
    const oauth = await proxy.api(shop, 'streams-oauth', {
      targetUrl: target.url,
      authentication: { type: 'oauth', tokenUrl: tokens.url },
      secret: { clientId: 'c', clientSecret: 's' },
    });
    const req = send('/x', { method: 'POST', api: oauth });
    req.write('one ');
    await until(() => calls.length === 1);
    req.write('two ');
    req.end('three');
    const res = await answerOf(req);
    expect([res.statusCode, await text(res)]).toEqual([200, 'one two three']);
    expect(calls).toEqual(['Bearer token-1', 'Bearer token-2']);
    await tokens.close();
  });

  it('answers what is no HTTP, and goes on', async () => {
    const { port } = new URL(proxy.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.end('nonsense\r\n\r\n');
    const received = new PassThrough();
    socket.pipe(received);
    expect(await text(received)).toMatch(/^HTTP\/1.1 400 /);
  });

  it('lets calls under way end when it stops, and cuts those that do not', async () => {
    const other = await TestProxy.start();
    const environment = await other.environment('shop');
    const bound = await other.api(environment, 'last', {
      targetUrl: target.url,
    });
    const answers: ServerResponse[] = [];
    behave = (_req, res) => {
      answers.push(res);
    };
    const ending = answerOf(send('/ends', { api: bound }).end());
    const hanging = answerOf(send('/hangs', { api: bound }).end());
    hanging.catch(() => {});
    await until(() => answers.length === 2);
    const limit = new AbortController();
    const stopped = other.role.stop(limit.signal);
    const ends = answers.find(res => res.req.url === '/ends');
    ends?.end('done');
    expect(await text(await ending)).toBe('done');
    limit.abort();
    await stopped;
    await expect(hanging).rejects.toThrow();
    await other.close();
  });
});
