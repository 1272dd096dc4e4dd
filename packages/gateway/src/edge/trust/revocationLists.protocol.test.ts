import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import { until } from '../../__testUtils__/until';
import { useEdge } from '../../__testUtils__/useEdge';

jest.setTimeout(60_000);

describe('lists of revoked certificates on the edge', () => {
  const bench = useEdge();
  let authority: Authority;

  beforeAll(async () => {
    authority = await Authority.load(
      await Authority.createRoot({ subject: [['CN', 'Lists']] }),
    );
  });

  async function call(path: string, options: RequestOptions = {}) {
    const req = request({
      host: '127.0.0.1',
      port: bench.edge.port,
      path,
      ca: bench.stores.serverCa.cert,
      servername: 'localhost',
      ...options,
    });
    req.end();
    const [answer]: IncomingMessage[] = await once(req, 'response');
    return {
      status: answer?.statusCode,
      headers: answer?.headers ?? {},
      body: answer ? await buffer(answer) : Buffer.alloc(0),
    };
  }

  const list = (...revoked: string[]) =>
    authority.signRevocationList({
      number: 7 + revoked.length,
      thisUpdate: new Date(),
      nextUpdate: new Date(Date.now() + 3600_000),
      revoked: revoked.map(serialNumber => ({
        serialNumber,
        revokedAt: new Date(),
      })),
    });

  const publish = (lists: string) =>
    bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': bench.stores.ca.cert,
      'ca.crl': lists,
    });

  const derOf = (pem: string) =>
    Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');

  it('are served to anybody, with what caches need, while the portal is away', async () => {
    const early = await call('/v1/crl.pem');
    expect(early.status).toBe(503);
    expect(early.headers['retry-after']).toBe('5');

    const [current, former] = [await list('AB'), await list()];
    await publish(`${current}${former}`);
    await until(async () => (await call('/v1/crl.pem')).status === 200);
    const pem = await call('/v1/crl.pem');
    expect(pem.body.toString()).toBe(`${current}${former}`);
    expect(pem.headers).toMatchObject({
      'content-type': 'application/x-pem-file',
      'cache-control': 'public, max-age=60',
      'x-content-type-options': 'nosniff',
    });
    const der = await call('/v1/crl.der');
    expect(der.headers['content-type']).toBe('application/pkix-crl');
    expect(der.body).toEqual(derOf(current));
    expect(der.headers.etag).toBe(
      `"${createHash('sha256').update(der.body).digest('hex').slice(0, 32)}"`,
    );
    expect(bench.portal.forwarded).toEqual([]);

    const head = await call('/v1/crl.der', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(head.headers['content-length']).toBe(String(der.body.length));
    for (const tag of [`W/${der.headers.etag}, "x"`, '*']) {
      const same = await call('/v1/crl.der', {
        headers: { 'if-none-match': tag },
      });
      expect(same.status).toBe(304);
      expect(same.body).toHaveLength(0);
      expect(same.headers.etag).toBe(der.headers.etag);
    }
    expect((await call('/v1/crl.der', { method: 'POST' })).status).toBe(405);

    await publish(await list('AB', 'CD'));
    await until(
      async () =>
        (
          await call('/v1/crl.der', {
            headers: { 'if-none-match': der.headers.etag ?? '' },
          })
        ).status === 200,
    );
  });

  it('end no connection and no memory of verified certificates when they change', async () => {
    const { credentials } = await bench.edge.connected('lists');
    const client = bench.edge.client(credentials, { keepAlive: true });
    const info = { path: '/v1/applications/management/info' };
    expect((await client.call(info)).status).toBe(200);
    const changed = await list('EF');
    await publish(changed);
    await until(
      async () => (await call('/v1/crl.pem')).body.toString() === changed,
    );
    expect(await client.call(info)).toMatchObject({
      status: 200,
      reused: true,
    });
  });
});
