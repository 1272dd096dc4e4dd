import { once } from 'node:events';
import { connect } from 'node:tls';
import { until } from '../__testUtils__/until';
import { useEdge } from '../__testUtils__/useEdge';

jest.setTimeout(60_000);

describe('the edge', () => {
  const bench = useEdge();

  /** Sends bytes over TLS and returns all that comes back. */
  async function raw(text: string): Promise<string> {
    const socket = connect({
      port: bench.edge.port,
      host: '127.0.0.1',
      ca: bench.stores.serverCa.cert,
      servername: 'localhost',
    });
    await once(socket, 'secureConnect');
    let answer = '';
    socket.on('data', data => {
      answer += data;
    });
    socket.on('error', () => {});
    socket.write(text);
    await once(socket, 'close');
    return answer;
  }

  describe('routes of its own', () => {
    it('answers health to anybody', async () => {
      const answer = await bench.edge.client().call({ path: '/v1/health' });
      expect(answer).toMatchObject({ status: 200, text: '' });
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
    });

    it('answers management info from configuration and record', async () => {
      const { credentials } = await bench.edge.connected(
        'info',
        'acme',
        'sales',
      );
      const answer = await bench.edge.client(credentials).call({
        path: '/v1/applications/management/info',
        headers: { host: 'evil.test' },
      });
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        clientIdentity: { application: 'info', tenant: 'acme', group: 'sales' },
        urls: {
          eventsUrl: 'https://edge.test:8443/info/v1/events',
          eventsInfoUrl: 'https://edge.test:8443/info/v1/events/subscribed',
          metadataUrl: 'https://edge.test:8443/info/v1/metadata/services',
          renewCertUrl:
            'https://edge.test:8443/v1/applications/certificates/renewals',
          revokeCertUrl:
            'https://edge.test:8443/v1/applications/certificates/revocations',
          revocationCertUrl:
            'https://edge.test:8443/v1/applications/certificates/revocations',
        },
        certificate: {
          subject:
            'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=info',
          extensions: '',
          'key-algorithm': 'rsa2048',
        },
      });
    });

    it.each([
      ['GET', '/', 404, 'Requested resource could not be found.'],
      ['GET', '/v1/nothing', 404, 'Requested resource could not be found.'],
      ['GET', '/shop/v3/events', 404, 'Requested resource could not be found.'],
      ['DELETE', '/v1/health', 405, 'Method not allowed.'],
      ['GET', '/shop/v1/events', 405, 'Method not allowed.'],
      ['PATCH', '/shop/v1/metadata/services', 405, 'Method not allowed.'],
      ['OPTIONS', '/v1/applications/certificates', 405, 'Method not allowed.'],
      ['GET', '/shop/v1/metadata/../x', 400, 'Request path is malformed.'],
      ['GET', '/shop/v1/metadata/%2e%2e/x', 400, 'Request path is malformed.'],
    ])('%s %s is %i', async (method, path, code, error) => {
      expect(await bench.edge.client().call({ method, path })).toMatchObject({
        status: code,
        json: { code, error },
      });
    });

    it('refuses a URL that is too long', async () => {
      expect(
        await bench.edge.client().call({ path: `/${'x'.repeat(8200)}` }),
      ).toMatchObject({
        status: 414,
        json: { code: 414, error: 'Request URL is too long.' },
      });
    });

    it('names the methods of a path', async () => {
      const { headers } = await bench.edge
        .client()
        .call({ method: 'PATCH', path: '/shop/v1/metadata' });
      expect(headers.allow).toBe('DELETE, GET, HEAD, POST, PUT');
    });

    it('counts requests and refusals', async () => {
      await bench.edge.client().call({ path: '/v1/health' });
      await bench.edge.client().call({ path: '/shop/v1/events/subscribed' });
      // An answer is counted when its connection has let go of it, just after the client has it.
      const series =
        /edge_requests_total\{listener="public",route="health",status="200"\} \d/;
      await until(async () => series.test(await bench.edge.metrics.metrics()));
      const text = await bench.edge.metrics.metrics();
      expect(text).toMatch(
        /edge_refusals_total\{listener="public",reason="no certificate"\} \d/,
      );
      expect(text).toMatch(/view_age_seconds 0\.\d/);
    });
  });

  describe('bad requests', () => {
    it.each([
      ['GET / HTTP/1.1\r\nhost: a\r\nx: ', 'a'.repeat(20_000), '431'],
      ['NONSENSE\r\n\r\n', '', '400'],
      ['GET / HTTP/1.1\r\n\r\n', '', '400'],
      [
        'POST /a/events HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
        '',
        '400',
      ],
    ])(
      '%j… gets an answer and the end of the connection',
      async (head, rest, status) => {
        const answer = await raw(head + rest);
        expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
        expect(answer.toLowerCase()).toContain('connection: close');
      },
    );
  });

  it('takes another server certificate without a restart', async () => {
    const client = bench.edge.client();
    await client.call({ path: '/v1/health' });
    const renewed = await bench.stores.newServerCertificate();
    const ms = await until(
      async () =>
        (
          await bench.edge.client().call({ path: '/v1/health' })
        ).serverFingerprint === renewed.x509.fingerprint256,
    );
    expect(ms).toBeLessThan(3000);
  });

  it('speaks TLS 1.2 at least', async () => {
    const socket = connect({
      port: bench.edge.port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    });
    const [error] = await once(socket, 'error');
    expect(String(error)).toMatch(/version|protocol/i);
  });
});
