import {
  AssertionVerifier,
  assertionKey,
} from '@remote-env/plugin-remote-env-node';
import { ASSERTION_KEY } from '../../__testUtils__/TestEdge';
import { until } from '../../__testUtils__/until';
import { useEdge } from '../../__testUtils__/useEdge';

jest.setTimeout(60_000);

describe('what the portal serves', () => {
  const bench = useEdge();

  beforeEach(() => {
    bench.portal.forwarded.length = 0;
    bench.portal.answer = (_call, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
  });

  const verifier = AssertionVerifier.create(assertionKey(ASSERTION_KEY));

  it('is forwarded as it came, with the identity in an assertion', async () => {
    const { credentials, environment } = await bench.edge.connected('forward');
    bench.portal.answer = (_call, res) => {
      res
        .writeHead(201, {
          'content-type': 'application/json',
          etag: '"1"',
          'set-cookie': 'session=1',
          'x-powered-by': 'Express',
          'access-control-allow-origin': '*',
        })
        .end('{"id":"1"}');
    };
    const path = '/forward/v1/metadata/services?x=1&y=%20';
    const body = JSON.stringify({ name: 'Orders' });
    const answer = await bench.edge.client(credentials).call({
      method: 'POST',
      path,
      body,
      headers: {
        'content-type': 'application/json',
        'if-match': '"0"',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        authorization: 'Basic eDp5',
        cookie: 'a=b',
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-client-cert': 'Subject="CN=other"',
        forwarded: 'for=10.0.0.1',
        'remote-env-assertion': 'forged',
        'remote-env-protocol': '9',
        te: 'trailers',
      },
    });
    expect(answer).toMatchObject({ status: 201, text: '{"id":"1"}' });
    expect(answer.headers).toMatchObject({
      etag: '"1"',
      'x-content-type-options': 'nosniff',
    });
    for (const name of [
      'set-cookie',
      'x-powered-by',
      'access-control-allow-origin',
    ]) {
      expect(answer.headers).not.toHaveProperty(name);
    }

    const [call] = bench.portal.forwarded;
    expect(call).toMatchObject({
      method: 'POST',
      url: path,
      body: Buffer.from(body),
    });
    expect(call!.headers).toMatchObject({
      'content-type': 'application/json',
      'if-match': '"0"',
      authorization: `Bearer ${bench.edge.config.portal.token}`,
      'remote-env-protocol': '1',
      traceparent: expect.any(String),
    });
    for (const name of [
      'cookie',
      'x-forwarded-for',
      'x-forwarded-client-cert',
      'forwarded',
      'te',
    ]) {
      expect(call!.headers).not.toHaveProperty(name);
    }
    expect(
      await verifier.verify(String(call!.headers['remote-env-assertion']), {
        method: 'POST',
        path: '/forward/v1/metadata/services',
      }),
    ).toMatchObject({
      ip: '127.0.0.1',
      identity: {
        environment: { name: 'forward', uid: environment.metadata.uid },
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it.each([
    ['GET', '/v1'],
    ['GET', '/v1/api.yaml'],
    ['GET', '/v1/applications/signingRequests/info?token=abc'],
    ['POST', '/v1/applications/certificates?token=abc'],
    ['GET', '/v1/remoteenvironments/shop/info?token=abc'],
    ['POST', '/v1/remoteenvironments/shop/client-certs?token=abc'],
  ])('%s %s needs no certificate, and asserts none', async (method, path) => {
    const { credentials } = await bench.edge.connected(
      `open-${bench.portal.forwarded.length}-${method.toLowerCase()}${
        path.length
      }`,
    );
    expect(
      (await bench.edge.client(credentials).call({ method, path })).status,
    ).toBe(200);
    const [call] = bench.portal.forwarded;
    expect(call).toMatchObject({ method, url: path });
    expect(
      await verifier.verify(String(call!.headers['remote-env-assertion']), {
        method,
        path: path.split('?')[0]!,
      }),
    ).not.toHaveProperty('identity');
  });

  it('passes redirects, empty answers and not modified on', async () => {
    const { credentials } = await bench.edge.connected('statuses');
    const client = bench.edge.client(credentials);
    const path = '/statuses/v1/metadata';
    for (const [status, headers] of [
      [301, { location: '/statuses/v1/metadata/api.yaml' }],
      [204, {}],
      [304, { etag: '"1"' }],
    ] as const) {
      bench.portal.answer = (_call, res) => {
        res.writeHead(status, headers).end();
      };
      const answer = await client.call({ path });
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(headers);
    }
  });

  it('passes errors of the edge on and hides others', async () => {
    const { credentials } = await bench.edge.connected('errors');
    const client = bench.edge.client(credentials);
    const path = '/errors/v1/metadata/services';
    const answered = async (status: number, body: string) => {
      bench.portal.answer = (_call, res) => {
        res.writeHead(status, { 'content-type': 'application/json' }).end(body);
      };
      return client.call({ path });
    };
    expect(await answered(409, '{"code":409,"error":"exists"}')).toMatchObject({
      status: 409,
      text: '{"code":409,"error":"exists"}',
    });
    expect(await answered(502, '{"code":502,"error":"spec"}')).toMatchObject({
      status: 502,
    });
    for (const status of [401, 403, 404, 502, 503, 504]) {
      const answer = await answered(
        status,
        '{"error":{"name":"Error","stack":"at secret.ts"}}',
      );
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBe('5');
      expect(answer.text).not.toContain('secret');
    }
    expect(
      await answered(500, '{"error":{"stack":"at secret.ts"}}'),
    ).toMatchObject({
      status: 500,
      json: { code: 500, error: 'Request could not be processed.' },
    });
  });

  it('is streamed both ways: the portal has the first bytes before the last are sent', async () => {
    const { credentials } = await bench.edge.connected('streaming');
    const half = Buffer.alloc(100_000, 'a');
    bench.portal.bodyBytes = 0;
    bench.portal.answer = (call, res) => {
      res.writeHead(200).end(call.body);
    };
    const { req, answer } = bench.edge.client(credentials).open({
      method: 'PUT',
      path: '/streaming/v1/metadata/services/1',
      headers: { 'transfer-encoding': 'chunked' },
    });
    req.write(half);
    await until(() => bench.portal.bodyBytes >= half.length);
    req.end(half);
    expect((await answer).text).toHaveLength(2 * half.length);
  });

  it.each([
    ['declared', {}],
    ['chunked', { 'transfer-encoding': 'chunked' }],
    ['expecting', { expect: '100-continue' }],
  ])('refuses a body beyond the limit (%s)', async (name, headers) => {
    const { credentials } = await bench.edge.connected(`large-${name}`);
    const answer = await bench.edge.client(credentials).call({
      method: 'POST',
      path: `/large-${name}/v1/metadata/services`,
      body: Buffer.alloc(256 * 1024 + 1, 'a'),
      headers,
    });
    expect(answer).toMatchObject({
      status: 413,
      json: {
        code: 413,
        error: 'Request body is larger than 262144 bytes.',
      },
    });
  });

  it('asks for a body that the sender holds back, and takes it', async () => {
    const { credentials } = await bench.edge.connected('continue');
    const answer = await bench.edge.client(credentials).call({
      method: 'POST',
      path: '/continue/v1/metadata/services',
      body: '{"a":1}',
      headers: { expect: '100-continue' },
    });
    expect(answer.status).toBe(200);
    expect(bench.portal.forwarded[0]?.body.toString()).toBe('{"a":1}');
  });

  it('is 503 with Retry-After while the portal is away, and what the gateway serves works on', async () => {
    const { credentials } = await bench.edge.connected('alone');
    const client = bench.edge.client(credentials);
    await bench.portal.close();
    try {
      const answer = await client.call({
        method: 'POST',
        path: '/alone/v1/metadata/services',
        body: '{}',
      });
      expect(answer).toMatchObject({ status: 503, json: { code: 503 } });
      expect(answer.headers['retry-after']).toBe('5');
      expect(
        (await client.call({ path: '/v1/applications/management/info' }))
          .status,
      ).toBe(200);
      expect(
        (
          await client.call({
            method: 'POST',
            path: '/v1/applications/certificates/revocations',
          })
        ).status,
      ).toBe(201);
    } finally {
      await bench.portal.listen();
    }
    await bench.portal.reported(
      e => e.action === 'certificate-revoke' && e.environmentName === 'alone',
    );
  });
});
