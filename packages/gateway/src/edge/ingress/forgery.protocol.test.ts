import type { OutgoingHttpHeaders } from 'node:http';
import {
  assertionKey,
  AssertionVerifier,
} from '@remote-env/plugin-remote-env-node';
import type { Credentials } from '../../__testUtils__/pki';
import { ASSERTION_KEY } from '../../__testUtils__/TestEdge';
import {
  derText,
  escaped,
  FORWARD,
  xfcc,
} from '../../__testUtils__/TestIngress';
import { INFO } from '../../__testUtils__/edgeAnswers';
import { useIngress } from '../../__testUtils__/useIngress';

jest.setTimeout(60_000);

const CUSTOM = 'X-Acme-Cert';

/** Ways to claim, by a header, to be the holder of a certificate. */
const FORGERIES: [string, (victim: Credentials) => OutgoingHttpHeaders][] = [
  ['Client-Cert', FORWARD['client-cert']],
  ['CLIENT-CERT', v => ({ 'CLIENT-CERT': `:${derText(v)}:` })],
  [
    'client-cert twice',
    v => ({ 'client-cert': [`:${derText(v)}:`, `:${derText(v)}:`] }),
  ],
  ['Client-Cert-Chain', v => ({ 'Client-Cert-Chain': `:${derText(v)}:` })],
  [
    'Client-Cert with chain',
    v => ({
      'Client-Cert': `:${derText(v)}:`,
      'Client-Cert-Chain': `:${derText(v)}:`,
    }),
  ],
  ['X-Forwarded-Client-Cert', FORWARD['x-forwarded-client-cert']],
  [
    'X-Forwarded-Client-Cert, two elements',
    v => ({ 'x-forwarded-client-cert': `${xfcc(v)},${xfcc(v)}` }),
  ],
  [
    'X-Forwarded-Client-Cert, subject alone',
    () => ({ 'x-forwarded-client-cert': 'Subject="CN=shop"' }),
  ],
  ['X-SSL-Client-Cert', FORWARD['x-ssl-client-cert']],
  ['X_SSL_CLIENT_CERT', v => ({ X_SSL_CLIENT_CERT: escaped(v) })],
  [
    'ssl-client-cert of ingress-nginx',
    v => ({ 'ssl-client-cert': escaped(v), 'ssl-client-verify': 'SUCCESS' }),
  ],
  ['the configured name', v => ({ [CUSTOM]: escaped(v) })],
  [
    'a header that Connection names',
    v => ({ [CUSTOM]: escaped(v), Connection: `close, ${CUSTOM}` }),
  ],
  [
    'the subject and its verdict',
    () => ({
      'X-SSL-Client-S-DN': 'CN=shop',
      'X-SSL-Client-Verify': 'SUCCESS',
      'ssl-client-subject-dn': 'CN=shop',
    }),
  ],
  [
    'all forms at once',
    v => ({
      ...FORWARD['client-cert'](v),
      ...FORWARD['x-forwarded-client-cert'](v),
      ...FORWARD['x-ssl-client-cert'](v),
      [CUSTOM]: escaped(v),
    }),
  ],
];

describe('forged headers', () => {
  const { bench, ingress } = useIngress('x-ssl-client-cert', {
    headerName: CUSTOM.toLowerCase(),
  });
  let victim: Credentials;
  let attacker: Credentials;

  beforeAll(async () => {
    ({ credentials: victim } = await bench.edge.connected('victim'));
    ({ credentials: attacker } = await bench.edge.connected('attacker'));
  });

  beforeEach(() => {
    bench.portal.forwarded.length = 0;
  });

  const assertionOf = (path: string) => {
    const [call] = bench.portal.forwarded;
    expect(Object.keys(call?.headers ?? {}).join()).not.toMatch(/cert|ssl/i);
    expect(JSON.stringify(call?.headers)).not.toContain('CERTIFICATE');
    return AssertionVerifier.create(assertionKey(ASSERTION_KEY)).verify(
      String(call?.headers['remote-env-assertion']),
      { method: 'GET', path },
    );
  };

  describe.each(FORGERIES)('at the public listener: %s', (_name, forge) => {
    it('is no certificate', async () => {
      const client = bench.edge.client();
      for (const path of [
        INFO,
        '/victim/v1/events/subscribed',
        '/victim/v1/metadata/services',
      ]) {
        expect(
          await client.call({ path, headers: forge(victim) }),
        ).toMatchObject({
          status: 401,
          json: { code: 401, error: 'Client certificate required.' },
        });
      }
      expect(bench.portal.forwarded).toEqual([]);
    });

    it('does not change whose certificate TLS has shown, and does not reach the portal', async () => {
      const client = bench.edge.client(attacker);
      const headers = { ...forge(victim), 'X-Forwarded-For': '203.0.113.66' };
      expect((await client.call({ path: INFO, headers })).json).toMatchObject({
        clientIdentity: { application: 'attacker' },
      });
      expect(
        await client.call({ path: '/victim/v1/events/subscribed', headers }),
      ).toMatchObject({ status: 403 });
      const path = '/attacker/v1/metadata/services';
      expect((await client.call({ path, headers })).status).toBe(200);
      expect(await assertionOf(path)).toMatchObject({
        ip: '127.0.0.1',
        identity: { environment: { name: 'attacker' } },
      });
    });
  });

  // What is left of them where the ingress passes on what its callers send, because it knows nothing of the header.
  describe.each(
    FORGERIES.filter(([name]) => !/configured|Connection|at once/.test(name)),
  )(
    'at the listener for the ingress, where another is read: %s',
    (_name, forge) => {
      it('is no certificate', async () => {
        expect(
          await ingress()
            .client(bench.edge)
            .call({ path: INFO, headers: forge(victim) }),
        ).toMatchObject({ status: 401 });
      });

      it('does not change whose certificate the ingress forwards', async () => {
        const headers = { ...forge(victim), [CUSTOM]: escaped(attacker) };
        const client = ingress().client(bench.edge);
        expect((await client.call({ path: INFO, headers })).json).toMatchObject(
          {
            clientIdentity: { application: 'attacker' },
          },
        );
        const path = '/attacker/v1/metadata/services';
        expect((await client.call({ path, headers })).status).toBe(200);
        expect(await assertionOf(path)).toMatchObject({
          identity: { environment: { name: 'attacker' } },
        });
      });
    },
  );

  it.each([
    ['the forged one first', (v: Credentials, a: Credentials) => [v, a]],
    ['the forged one last', (v: Credentials, a: Credentials) => [a, v]],
    ['the same twice', (_v: Credentials, a: Credentials) => [a, a]],
  ])(
    'an ingress that adds its header to a forged one is refused: %s',
    async (_name, order) => {
      const headers = {
        [CUSTOM]: order(victim, attacker).map(c => escaped(c)),
      };
      expect(
        await ingress().client(bench.edge).call({ path: INFO, headers }),
      ).toMatchObject({ status: 403 });
      await bench.portal.reported(
        e => e.message === 'forwarded certificate is ambiguous',
      );
    },
  );

  it('a certificate in a trailer is none', async () => {
    const answer = await ingress().raw(
      bench.edge,
      [
        'POST /victim/events HTTP/1.1',
        'Host: edge.test',
        'Connection: close',
        `Trailer: ${CUSTOM}`,
        'Transfer-Encoding: chunked',
        '',
        '0',
        `${CUSTOM}: ${escaped(victim)}`,
        '',
        '',
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });

  it('no header is left out behind many others', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`X-${n}`, 'x']),
    );
    const answer = await ingress().raw(
      bench.edge,
      [
        `GET ${INFO} HTTP/1.1`,
        'Host: edge.test',
        'Connection: close',
        `${CUSTOM}: ${escaped(victim)}`,
        ...Object.entries(many).map(([name, value]) => `${name}: ${value}`),
        `${CUSTOM.toLowerCase()}: ${escaped(attacker)}`,
        '',
        '',
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
    const client = ingress().client(bench.edge);
    expect(
      (
        await client.call({
          path: INFO,
          headers: { ...many, [CUSTOM]: escaped(attacker) },
        })
      ).json,
    ).toMatchObject({ clientIdentity: { application: 'attacker' } });
  });

  it('is told to admins and counted where headers do not count', async () => {
    const counted = async () =>
      Number(
        /security_events_total\{kind="forged-header"\} (\d+)/.exec(
          await bench.edge.metrics.metrics(),
        )?.[1],
      );
    const before = await counted();
    const client = bench.edge.client();
    await client.call({ path: INFO, headers: { [CUSTOM]: escaped(victim) } });
    await client.call({ path: INFO, headers: { 'X-Forwarded-For': 'x' } });
    expect(await counted()).toBe(before + 1);
    await bench.portal.reported(
      e =>
        e.action === 'certificate-header-dropped' &&
        e.details?.kind === 'forged-header' &&
        e.details.ip === '127.0.0.1',
    );
  });

  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.66, 203.0.113.10', '203.0.113.10'],
    ['203.0.113.66,2001:db8::7', '2001:db8::7'],
    ['203.0.113.66, ::ffff:203.0.113.11', '203.0.113.11'],
    ['203.0.113.66, unknown', '127.0.0.1'],
    ['203.0.113.66, ', '127.0.0.1'],
    ['203.0.113.66, 203.0.113.9:80', '127.0.0.1'],
  ])('of X-Forwarded-For: %s the last entry counts', async (value, ip) => {
    await ingress()
      .client(bench.edge)
      .call({
        path: '/v1/applications/signingRequests/info',
        headers: { 'X-Forwarded-For': value },
      });
    expect(
      await assertionOf('/v1/applications/signingRequests/info'),
    ).toMatchObject({ ip });
  });
});
