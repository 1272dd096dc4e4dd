import { brotliCompressSync, gzipSync } from 'node:zlib';
import {
  clientOf,
  LIMITS,
  LOOPBACK,
  serve,
  servers,
} from './__testUtils__/servers';
import {
  OutboundConnectionError,
  OutboundContentError,
  OutboundStatusError,
  OutboundTimeoutError,
  OutboundTooLargeError,
} from './errors';

describe('OutboundClient', () => {
  it('fetches a document', async () => {
    const port = await serve((req, res) => {
      res.setHeader('content-type', 'application/json');
      res.end(JSON.stringify({ url: req.url, key: req.headers['x-key'] }));
    });
    const response = await clientOf().fetchDocument(
      `http://localhost:${port}/a?b=c`,
      { ...LIMITS, headers: { 'x-key': 'k' } },
    );
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('application/json');
    expect(JSON.parse(response.body.toString())).toEqual({
      url: '/a?b=c',
      key: 'k',
    });
  });

  it('takes nothing but 200 for a document', async () => {
    const port = await serve((_req, res) => res.writeHead(404).end('no'));
    const fetched = clientOf().fetchDocument(
      `http://127.0.0.1:${port}/`,
      LIMITS,
    );
    await expect(fetched).rejects.toThrow(OutboundStatusError);
    await expect(fetched).rejects.toMatchObject({ status: 404 });
  });

  it('connects to the address that was judged, whatever the name service says next', async () => {
    let hits = 0;
    const port = await serve((_req, res) => {
      hits += 1;
      res.end('secret of an inner service');
    });
    const answers = [[{ address: '10.0.0.1', family: 4 }], [LOOPBACK]];
    let asked = 0;
    const client = clientOf({
      config: {},
      resolve: () => answers[asked++] ?? [],
    });
    for (const reason of ['private-address', 'loopback']) {
      await expect(
        client.request(`https://rebind.test:${port}/`, LIMITS),
      ).rejects.toMatchObject({ name: 'OutboundDeniedError', reason });
    }
    expect({ asked, hits }).toEqual({ asked: 2, hits: 0 });
  });

  it('resolves once for a connection and refuses a host with one bad address', async () => {
    const port = await serve((_req, res) => res.end('ok'));
    let asked = 0;
    let connections = 0;
    servers[0]?.on('connection', () => {
      connections += 1;
    });
    const good = clientOf({
      resolve: () => {
        asked += 1;
        return [LOOPBACK];
      },
    });
    await good.request(`http://shop.test:${port}/`, LIMITS);
    await good.request(`http://shop.test:${port}/`, LIMITS);
    expect(asked).toBe(connections);

    const mixed = clientOf({
      resolve: () => [LOOPBACK, { address: '169.254.169.254', family: 4 }],
    });
    await expect(
      mixed.request(`http://shop.test:${port}/`, LIMITS),
    ).rejects.toMatchObject({ reason: 'metadata-address' });
  });

  it('follows redirects, checks each, and keeps credentials from other hosts', async () => {
    const seen: (string | undefined)[] = [];
    const last = await serve((req, res) => {
      seen.push(req.headers.authorization);
      res.end('document');
    });
    const first = await serve((req, res) => {
      seen.push(req.headers.authorization);
      const to = req.url === '/1' ? '/2' : `http://127.0.0.1:${last}/3`;
      res.writeHead(302, { location: to }).end();
    });
    const response = await clientOf().fetchDocument(
      `http://127.0.0.1:${first}/1`,
      { ...LIMITS, headers: { authorization: 'Basic x' } },
    );
    expect(response.body.toString()).toBe('document');
    expect(response.url).toBe(`http://127.0.0.1:${last}/3`);
    expect(seen).toEqual(['Basic x', 'Basic x', undefined]);
  });

  it('refuses redirects to where it must not go, and loops', async () => {
    let to = '';
    const port = await serve((_req, res) =>
      res.writeHead(307, { location: to }).end(),
    );
    const client = clientOf({ own: [{ port: 7007 }] });
    const from = `http://127.0.0.1:${port}/`;
    for (const [location, reason] of [
      ['http://127.0.0.1:7007/api', 'own-listener'],
      ['https://169.254.169.254/', 'metadata-address'],
      ['file:///etc/passwd', 'scheme'],
      ['https://a:b@acme.test/', 'credentials'],
      ['http://acme.test:80:80/', 'malformed'],
      ['/again', 'redirect'],
    ] as const) {
      to = location;
      await expect(client.fetchDocument(from, LIMITS)).rejects.toMatchObject({
        name: 'OutboundDeniedError',
        reason,
      });
    }
  });

  it('gives redirects to whoever asked for a request', async () => {
    const port = await serve((_req, res) =>
      res.writeHead(303, { location: 'http://10.0.0.1/' }).end(),
    );
    const response = await clientOf().request(`http://127.0.0.1:${port}/`, {
      ...LIMITS,
      method: 'POST',
      body: 'a=b',
    });
    expect(response.status).toBe(303);
  });

  it('ends what is too large, as sent and as unpacked', async () => {
    const bombs: Record<string, [string | undefined, Buffer]> = {
      '/plain': [undefined, Buffer.alloc(1001)],
      '/gzip': ['gzip', gzipSync(Buffer.alloc(1_000_000))],
      '/br': ['br', brotliCompressSync(Buffer.alloc(1_000_000))],
    };
    const port = await serve((req, res) => {
      const [encoding, body] = bombs[req.url ?? ''] ?? [];
      if (encoding) {
        res.setHeader('content-encoding', encoding);
      }
      res.end(body);
    });
    for (const path of Object.keys(bombs)) {
      await expect(
        clientOf().request(`http://127.0.0.1:${port}${path}`, LIMITS),
      ).rejects.toThrow(OutboundTooLargeError);
    }
  });

  it('unpacks one encoding and refuses stacked, unknown and broken ones', async () => {
    const port = await serve((req, res) => {
      const encoding = req.url?.slice(1) ?? '';
      const good = gzipSync('document');
      res.setHeader('content-encoding', encoding.replace('cut-', ''));
      res.end(encoding.startsWith('cut-') ? good.subarray(0, 20) : good);
    });
    const get = (encoding: string) =>
      clientOf().request(`http://127.0.0.1:${port}/${encoding}`, LIMITS);
    expect((await get('gzip')).body.toString()).toBe('document');
    for (const encoding of ['gzip,gzip', 'zstd', 'br', 'cut-gzip']) {
      await expect(get(encoding)).rejects.toThrow(OutboundContentError);
    }
  });

  it('ends what drips too slowly, and what never answers', async () => {
    const port = await serve((req, res) => {
      if (req.url === '/drip') {
        const timer = setInterval(() => res.write('.'), 10);
        res.on('close', () => clearInterval(timer));
      }
    });
    for (const path of ['/drip', '/silence']) {
      await expect(
        clientOf().request(`http://127.0.0.1:${port}${path}`, {
          ...LIMITS,
          timeoutMs: 150,
        }),
      ).rejects.toThrow(OutboundTimeoutError);
    }
  });

  it('says what broke a connection, without path or query', async () => {
    const port = await serve(() => {});
    servers.splice(0).forEach(server => server.close());
    await expect(
      clientOf().request(`http://127.0.0.1:${port}/x?token=secret`, LIMITS),
    ).rejects.toMatchObject({
      name: 'OutboundConnectionError',
      message: `http://127.0.0.1:${port}: connection failed (ECONNREFUSED)`,
    });
    await expect(
      clientOf({ resolve: () => [] }).request('https://none.test/', LIMITS),
    ).rejects.toThrow(OutboundConnectionError);
  });

  it('breaks off with the signal of the caller', async () => {
    const port = await serve(() => {});
    const controller = new AbortController();
    const pending = clientOf().request(`http://127.0.0.1:${port}/`, {
      ...LIMITS,
      signal: controller.signal,
    });
    controller.abort();
    await expect(pending).rejects.toThrow(OutboundConnectionError);
  });
});
