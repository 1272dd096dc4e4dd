import { createServer, type IncomingMessage, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import express from 'express';
import request from 'supertest';
import { GatewayControl } from '../../gateway';
import { INVOCATION_LIMITS, relayInvocation } from './relayInvocation';

describe('relayInvocation', () => {
  let dir: string;
  let gateway: Server;
  let app: express.Express;
  let seen: { request: IncomingMessage; body: string } | undefined;

  beforeEach(async () => {
    seen = undefined;
    dir = await mkdtemp(path.join(tmpdir(), 'remote-env-invoke-'));
    const socketPath = path.join(dir, 'gateway.sock');
    gateway = createServer(async (incoming, outgoing) => {
      const body = await text(incoming).catch(() => undefined);
      if (body === undefined) {
        return;
      }
      seen = { request: incoming, body };
      outgoing
        .writeHead(207, {
          'content-type': 'text/html',
          'set-cookie': 'session=1',
          'access-control-allow-origin': '*',
          'content-security-policy': "script-src 'unsafe-inline'",
          'x-from-system': 'yes',
        })
        .end('<script>alert(1)</script>');
    });
    await new Promise<void>(resolve => gateway.listen(socketPath, resolve));
    const control = GatewayControl.create({ socketPath, token: 'secret' });
    app = express();
    app.use((req, res, next) => {
      relayInvocation(
        control,
        { environment: 'shop', serviceId: 'id-1', path: req.url },
        req,
        res,
      ).catch(next);
    });
    const refuse: express.ErrorRequestHandler = (error, _req, res, _next) => {
      const known = { ServiceUnavailableError: 503, BodyTooLargeError: 413 };
      res.status(new Map(Object.entries(known)).get(error.name) ?? 500).end();
    };
    app.use(refuse);
  });

  afterEach(async () => {
    gateway.closeAllConnections();
    await new Promise(resolve => gateway.close(resolve));
    await rm(dir, { recursive: true, force: true });
  });

  it('passes method, path, query and body on, and nothing of the reader', async () => {
    await request(app)
      .put('/orders/1?full=yes')
      .set('authorization', 'Bearer reader')
      .set('cookie', 'a=b')
      .set('x-remote-env-token', 'stolen')
      .set('x-wanted', 'yes')
      .send('body')
      .expect(207);
    expect(seen?.request.method).toBe('PUT');
    expect(seen?.request.url).toBe('/invoke/shop/id-1/orders/1?full=yes');
    expect(seen?.body).toBe('body');
    const headers = seen?.request.headers ?? {};
    expect(headers).toMatchObject({
      authorization: 'Bearer secret',
      'x-wanted': 'yes',
    });
    expect(headers).not.toHaveProperty('cookie');
    expect(headers).not.toHaveProperty('x-remote-env-token');
  });

  it('gives answers that cannot act on the origin of the portal', async () => {
    const { headers } = await request(app).get('/').buffer(true).expect(207);
    expect(headers).toMatchObject({
      'content-security-policy': "sandbox; default-src 'none'",
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'x-from-system': 'yes',
    });
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers 503 without a gateway', async () => {
    gateway.closeAllConnections();
    await new Promise(resolve => gateway.close(resolve));
    await request(app).get('/').expect(503);
  });

  it('breaks off a body beyond the limit', async () => {
    const body = Buffer.alloc(INVOCATION_LIMITS.requestBytes + 1);
    await request(app)
      .post('/')
      .set('content-type', 'application/octet-stream')
      .send(body)
      .expect(413);
    expect(seen).toBeUndefined();
  });
});
