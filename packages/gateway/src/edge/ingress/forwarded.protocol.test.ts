import {
  assertionKey,
  AssertionVerifier,
  EDGE_TEXTS,
  type ForwardedHeader,
} from '@remote-env/plugin-remote-env-node';
import { TestCa } from '../../__testUtils__/pki';
import { ASSERTION_KEY } from '../../__testUtils__/TestEdge';
import { FORWARD } from '../../__testUtils__/TestIngress';
import { until } from '../../__testUtils__/until';
import {
  INFO,
  noValidSubject,
  refusal,
  subscribed,
} from '../../__testUtils__/edgeAnswers';
import { useIngress } from '../../__testUtils__/useIngress';

jest.setTimeout(60_000);

const HOUR = 3_600_000;

/** wire-contracts 1, "Certificates on routes that require one", through an ingress that ends TLS. */
describe.each<ForwardedHeader>([
  'client-cert',
  'x-forwarded-client-cert',
  'x-ssl-client-cert',
])('a certificate forwarded as %s', form => {
  const forward = FORWARD[form];
  const { bench, ingress } = useIngress(form);

  it('is accepted on its own name, and only there; the listener is in metrics', async () => {
    const { credentials } = await bench.edge.connected('good');
    await bench.edge.connected('other');
    const client = ingress().client(bench.edge, { keepAlive: true });
    const headers = forward(credentials);
    expect(
      await client.call({ path: subscribed('good'), headers }),
    ).toMatchObject({ status: 200, json: { eventsInfo: [] } });
    expect((await client.call({ path: INFO, headers })).json).toMatchObject({
      clientIdentity: { application: 'good' },
    });
    for (const name of ['other', 'unknown']) {
      expect(
        await client.call({ path: subscribed(name), headers }),
      ).toMatchObject(noValidSubject);
    }
    const series =
      /edge_requests_total\{listener="forwarded",route="management-info",status="200"\} 1/;
    await until(async () => series.test(await bench.edge.metrics.metrics()));
    expect(await bench.edge.metrics.metrics()).toMatch(
      /edge_refusals_total\{listener="forwarded",reason="certificate of another environment"\} \d/,
    );
    const { fingerprint256 } = credentials.x509;
    await bench.portal.reported(
      e =>
        e.action === 'certificate-first-used' &&
        e.actor ===
          `certificate:${fingerprint256.replaceAll(':', '').toLowerCase()}`,
    );
  });

  it('is read from the bytes of a raw connection, whatever the letters of its name', async () => {
    const { credentials } = await bench.edge.connected('raw');
    const lines = Object.entries(forward(credentials)).flatMap(
      ([name, value]) => [
        `${name.toUpperCase()}:\t${String(value)} `,
        'X-Forwarded-For: 203.0.113.8',
      ],
    );
    const answer = await ingress().raw(
      bench.edge,
      `GET ${INFO} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${lines.join(
        '\r\n',
      )}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('"clientIdentity":{"application":"raw"}');
  });

  it('serves several systems over one connection, each as itself', async () => {
    const systems = await Promise.all(
      ['first', 'second', 'third'].map(async name => ({
        name,
        ...(await bench.edge.connected(name)),
      })),
    );
    const client = ingress().client(bench.edge, { keepAlive: true });
    await client.call({ path: '/v1/health' });
    for (const { name, credentials } of [...systems, ...systems]) {
      expect(
        await client.call({ path: INFO, headers: forward(credentials) }),
      ).toMatchObject({
        status: 200,
        reused: true,
        json: { clientIdentity: { application: name } },
      });
    }
    expect(await client.call({ path: INFO })).toMatchObject({
      ...refusal(401, EDGE_TEXTS.certificateRequired),
      reused: true,
    });
  });

  it('that is missing: 401, and what needs none is served', async () => {
    const client = ingress().client(bench.edge);
    expect(await client.call({ path: INFO })).toMatchObject(
      refusal(401, 'Client certificate required.'),
    );
    expect((await client.call({ path: '/v1/health' })).status).toBe(200);
    expect((await client.call({ path: '/v1/api.yaml' })).status).toBe(200);
  });

  it.each([
    ['expired', { from: -2 * HOUR, to: -HOUR }, 'certificate is expired'],
    ['early', { from: HOUR, to: 2 * HOUR }, 'certificate is not yet valid'],
    ['server', { usage: 'server' }, 'certificate is not for TLS clients'],
  ] as const)('that is %s: 403', async (name, options, reason) => {
    const environment = await bench.stores.resources.environment(name);
    const credentials = await bench.stores.ca.issue(name, options);
    await bench.stores.resources.record(environment, credentials);
    expect(
      await ingress()
        .client(bench.edge)
        .call({ path: subscribed(name), headers: forward(credentials) }),
    ).toMatchObject(noValidSubject);
    expect(
      await bench.portal.reported(e => e.message === reason),
    ).toMatchObject({
      action: 'edge-refused',
      environmentName: name,
      details: { listener: 'forwarded', asked: name },
    });
  });

  it('of a CA that is not ours, recorded or not: 403', async () => {
    const foreign = await TestCa.create('Clients');
    const { environment } = await bench.edge.connected('foreign');
    const { credentials } = await bench.edge.issueFor(environment, foreign);
    const client = ingress().client(bench.edge);
    for (const stranger of [credentials, ingress().credentials]) {
      expect(
        await client.call({
          path: subscribed('foreign'),
          headers: forward(stranger),
        }),
      ).toMatchObject(noValidSubject);
    }
    await bench.portal.reported(
      e => e.message === 'certificate does not verify against our CAs',
    );
  });

  it('without a record: 403', async () => {
    await bench.edge.connected('unrecorded');
    const credentials = await bench.stores.ca.issue('unrecorded');
    expect(
      await ingress()
        .client(bench.edge)
        .call({
          path: subscribed('unrecorded'),
          headers: forward(credentials),
        }),
    ).toMatchObject(noValidSubject);
    await bench.portal.reported(e => e.message === 'certificate has no record');
  });

  it('that was revoked: refused on the connection that the ingress keeps', async () => {
    const { credentials, record } = await bench.edge.connected('revoked');
    const client = ingress().client(bench.edge, { keepAlive: true });
    const call = { path: subscribed('revoked'), headers: forward(credentials) };
    expect((await client.call(call)).status).toBe(200);
    await bench.stores.resources.revoke(record);
    const ms = await until(
      async () => (await client.call(call)).status === 403,
    );
    expect(ms).toBeLessThan(1000);
    expect(await client.call(call)).toMatchObject({
      ...refusal(403, 'Certificate has been revoked.'),
      reused: true,
    });
  });

  it('that its holder revokes: refused with the very next request', async () => {
    const { credentials } = await bench.edge.connected('self');
    const client = ingress().client(bench.edge, { keepAlive: true });
    const headers = forward(credentials);
    expect(
      await client.call({
        method: 'POST',
        path: '/v1/applications/certificates/revocations',
        headers,
      }),
    ).toMatchObject({ status: 201 });
    expect(await client.call({ path: INFO, headers })).toMatchObject({
      ...refusal(403, 'Certificate has been revoked.'),
      reused: true,
    });
  });

  it('whose environment is suspended: 403', async () => {
    const { credentials, environment } = await bench.edge.connected(
      'suspended',
    );
    await bench.stores.resources.decide(environment, 'suspended');
    const client = ingress().client(bench.edge);
    const call = {
      path: subscribed('suspended'),
      headers: forward(credentials),
    };
    await until(async () =>
      (await client.call(call)).text.includes('suspended'),
    );
    expect(await client.call(call)).toMatchObject(
      refusal(403, 'Connection is suspended.'),
    );
  });

  it('is told to the portal in the assertion alone, with the address of the system', async () => {
    const { credentials, environment } = await bench.edge.connected('portal');
    bench.portal.forwarded.length = 0;
    const path = '/portal/v1/metadata/services';
    const answer = await ingress()
      .client(bench.edge)
      .call({
        path,
        headers: {
          ...FORWARD['client-cert'](credentials),
          ...FORWARD['x-forwarded-client-cert'](credentials),
          ...FORWARD['x-ssl-client-cert'](credentials),
          'Client-Cert-Chain': ':AAAA:',
          'X-Forwarded-For': '198.51.100.1, 203.0.113.7',
        },
      });
    expect(answer.status).toBe(200);
    const [call] = bench.portal.forwarded;
    expect(Object.keys(call?.headers ?? {}).join()).not.toMatch(/cert|for/);
    const assertion = String(call?.headers['remote-env-assertion']);
    expect(
      await AssertionVerifier.create(assertionKey(ASSERTION_KEY)).verify(
        assertion,
        { method: 'GET', path },
      ),
    ).toMatchObject({
      ip: '203.0.113.7',
      identity: {
        environment: { name: 'portal', uid: environment.metadata.uid },
      },
    });
  });
});
