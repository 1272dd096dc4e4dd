import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { TestCa, type Credentials } from '../../__testUtils__/pki';
import { TestEdge } from '../../__testUtils__/TestEdge';
import { FORWARD, INGRESS_NAME } from '../../__testUtils__/TestIngress';
import { until } from '../../__testUtils__/until';
import { useIngress } from '../../__testUtils__/useIngress';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
const HEALTH = { path: '/v1/health' };

describe('the listener for an ingress', () => {
  const { bench, ingress } = useIngress('client-cert');
  let system: Credentials;

  beforeAll(async () => {
    ({ credentials: system } = await bench.edge.connected('shop'));
  });

  const callAs = (
    credentials: Credentials | undefined,
    options: { keepAlive?: boolean; maxVersion?: 'TLSv1.2' } = {},
  ) =>
    bench.edge.client(credentials, {
      ...options,
      port: bench.edge.forwardedPort,
    });

  const handshakeErrors = async () => {
    const [, count = '0'] =
      /handshake_errors_total\{listener="forwarded"\} (\d+)/.exec(
        await bench.edge.metrics.metrics(),
      ) ?? [];
    return Number(count);
  };

  it('lets the ingress in', async () => {
    expect(bench.edge.unready()).toBeUndefined();
    const answer = await ingress()
      .client(bench.edge)
      .call({
        path: '/shop/v1/events/subscribed',
        headers: FORWARD['client-cert'](system),
      });
    expect(answer.status).toBe(200);
  });

  const strangers: [string, () => Promise<Credentials | undefined>][] = [
    ['without a certificate', async () => undefined],
    ['with the certificate of a system', async () => system],
    [
      'with a certificate of a CA of the same name',
      async () =>
        (await TestCa.create('Ingresses')).issue('ingress', {
          dnsNames: [INGRESS_NAME],
        }),
    ],
    [
      "with the gateway's own certificate",
      async () =>
        bench.stores.serverCa.issue('localhost', { dnsNames: ['localhost'] }),
    ],
    [
      'with a certificate that has expired',
      async () =>
        ingress().ca.issue('ingress', {
          dnsNames: [INGRESS_NAME],
          from: -2 * HOUR,
          to: -HOUR,
        }),
    ],
    [
      'with a certificate that is not valid yet',
      async () =>
        ingress().ca.issue('ingress', {
          dnsNames: [INGRESS_NAME],
          from: HOUR,
          to: 2 * HOUR,
        }),
    ],
    [
      'with a certificate for servers',
      async () =>
        ingress().ca.issue('ingress', {
          dnsNames: [INGRESS_NAME],
          usage: 'server',
        }),
    ],
    [
      'with a certificate of another name',
      async () =>
        ingress().ca.issue(INGRESS_NAME, { dnsNames: ['other.acme.test'] }),
    ],
    [
      'with a certificate for any name',
      async () => ingress().ca.issue('ingress', { dnsNames: ['*.acme.test'] }),
    ],
    [
      'with a common name that is not in the list',
      async () => ingress().ca.issue('ingress'),
    ],
  ];

  it.each(strangers)(
    'ends the connection of whoever comes %s',
    async (_who, make) => {
      const credentials = await make();
      const before = await handshakeErrors();
      for (const options of [{}, { maxVersion: 'TLSv1.2' } as const]) {
        await expect(
          callAs(credentials, options).call({
            ...HEALTH,
            headers: FORWARD['client-cert'](system),
          }),
        ).rejects.toThrow(/socket|ECONNRESET|EPIPE|alert|closed|hang up/i);
      }
      await until(async () => (await handshakeErrors()) >= before + 2);
    },
  );

  it('tells admins from where they came', async () => {
    await bench.portal.reported(
      e =>
        e.action === 'ingress-refused' &&
        e.details?.kind === 'refused-ingress' &&
        e.details.ip === '127.0.0.1',
    );
    expect(await bench.edge.metrics.metrics()).toMatch(
      /security_events_total\{kind="refused-ingress"\} \d/,
    );
  });

  it('takes the common name of a certificate without other names', async () => {
    const named = await ingress().ca.issue(INGRESS_NAME);
    expect((await callAs(named).call(HEALTH)).status).toBe(200);
  });

  it('verifies every connection: no session is resumed', async () => {
    for (const options of [{}, { maxVersion: 'TLSv1.2' } as const]) {
      const client = callAs(ingress().credentials, options);
      await client.call(HEALTH);
      expect(await client.call(HEALTH)).toMatchObject({
        status: 200,
        resumed: false,
      });
    }
  });

  it('takes other CAs without a restart, and ends what was let in by the earlier ones', async () => {
    const next = await TestCa.create('Next');
    const renewed = await next.issue('next', { dnsNames: [INGRESS_NAME] });
    const kept = ingress().client(bench.edge, { keepAlive: true });
    await kept.call(HEALTH);
    expect((await kept.call(HEALTH)).reused).toBe(true);

    await ingress().trust(`${ingress().ca.cert}\n${next.cert}`);
    await until(
      async () => (await callAs(renewed).call(HEALTH)).status === 200,
    );
    // By another connection.
    expect(await kept.call(HEALTH)).toMatchObject({
      status: 200,
      reused: false,
    });

    await ingress().trust(next.cert);
    await until(() =>
      callAs(ingress().credentials)
        .call(HEALTH)
        .then(
          () => false,
          () => true,
        ),
    );
    await expect(kept.call(HEALTH)).rejects.toThrow();
    expect((await callAs(renewed).call(HEALTH)).status).toBe(200);

    await ingress().trust(ingress().ca.cert);
    await until(
      async () =>
        (await ingress().client(bench.edge).call(HEALTH)).status === 200,
    );
  });

  it('admits nobody whose handshake began with the earlier CAs', async () => {
    const next = await TestCa.create('Next');
    const renewed = await next.issue('next', { dnsNames: [INGRESS_NAME] });
    const early = connectTcp(bench.edge.forwardedPort, '127.0.0.1');
    await once(early, 'connect');
    await callAs(ingress().credentials).call(HEALTH);

    await ingress().trust(next.cert);
    await until(
      async () => (await callAs(renewed).call(HEALTH)).status === 200,
    );
    const socket = connect({
      socket: early,
      ca: bench.stores.serverCa.cert,
      servername: 'localhost',
      cert: ingress().credentials.cert,
      key: ingress().credentials.key,
    });
    let answer = '';
    socket.on('data', data => {
      answer += data;
    });
    socket.on('error', () => {});
    socket.write('GET /v1/health HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toBe('');

    await ingress().trust(ingress().ca.cert);
    await until(
      async () =>
        (await ingress().client(bench.edge).call(HEALTH)).status === 200,
    );
  });

  it('ends a connection with the certificate by which it was made', async () => {
    const brief = await ingress().ca.issue('brief', {
      dnsNames: [INGRESS_NAME],
      to: 3000,
    });
    const client = callAs(brief, { keepAlive: true });
    await client.call(HEALTH);
    expect(await client.call(HEALTH)).toMatchObject({
      status: 200,
      reused: true,
    });
    await until(() =>
      client.call(HEALTH).then(
        () => false,
        () => true,
      ),
    );
    expect(Date.now()).toBeGreaterThan(brief.x509.validToDate.getTime());
  });

  it('lets nobody in before it has a CA, and says that it is not ready', async () => {
    await ingress().trust('no certificate');
    const other = await TestEdge.start(bench.stores, bench.portal, {
      config: ingress().configure('client-cert'),
    });
    try {
      expect(other.unready()).toContain('holds no CA of the ingress');
      await expect(ingress().client(other).call(HEALTH)).rejects.toThrow();
      expect((await other.client().call(HEALTH)).status).toBe(200);
      await ingress().trust(ingress().ca.cert);
      await until(() => other.unready() === undefined, 10_000);
      expect((await ingress().client(other).call(HEALTH)).status).toBe(200);
      expect((await ingress().client(bench.edge).call(HEALTH)).status).toBe(
        200,
      );
    } finally {
      await other.stop();
    }
  });

  it('takes the CA that issued the certificate from the file, when the ingress sends it alone', async () => {
    const issuing = await TestCa.create('Issuing', ingress().ca);
    const credentials = await issuing.issue('x', { dnsNames: [INGRESS_NAME] });
    await expect(callAs(credentials).call(HEALTH)).rejects.toThrow();
    await ingress().trust(`${issuing.cert}\n${ingress().ca.cert}`);
    await until(
      async () => (await callAs(credentials).call(HEALTH)).status === 200,
    );
    await ingress().trust(ingress().ca.cert);
  });

  it("shows the edge's certificate, another one without a restart", async () => {
    const renewed = await bench.stores.newServerCertificate();
    const ms = await until(
      async () =>
        (await ingress().client(bench.edge).call(HEALTH)).serverFingerprint ===
        renewed.x509.fingerprint256,
    );
    expect(ms).toBeLessThan(3000);
  });
});
