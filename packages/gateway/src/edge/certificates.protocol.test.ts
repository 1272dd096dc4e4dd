import { hostname } from 'node:os';
import { TestCa } from '../__testUtils__/pki';
import {
  INFO,
  noValidSubject,
  refusal,
  subscribed,
} from '../__testUtils__/edgeAnswers';
import { useEdge } from '../__testUtils__/useEdge';

jest.setTimeout(60_000);

const HOUR = 3_600_000;

/** wire-contracts 1, "Certificates on routes that require one". */
describe('certificates at the edge', () => {
  const bench = useEdge();

  it('none: 401 on every route that needs one, whatever the name', async () => {
    await bench.edge.connected('none');
    const client = bench.edge.client();
    for (const [method, path] of [
      ['GET', INFO],
      ['POST', '/v1/applications/certificates/renewals'],
      ['POST', '/v1/applications/certificates/revocations'],
      ['GET', '/none/v1/metadata/services'],
      ['POST', '/none/v1/events'],
      ['POST', '/none/events'],
      ['POST', '/none/v2/events'],
      ['GET', subscribed('none')],
      ['GET', subscribed('unknown')],
      ['GET', subscribed('No%20Name')],
    ] as const) {
      expect(
        await client.call({
          method,
          path,
          ...(method === 'POST' && { body: '{}' }),
        }),
      ).toMatchObject(refusal(401, 'Client certificate required.'));
    }
    await bench.portal.reported(
      e =>
        e.action === 'edge-refused' &&
        e.message === 'no certificate' &&
        e.environmentName === 'none',
    );
  });

  it('a good one: accepted, and only on its own name', async () => {
    const { credentials, environment } = await bench.edge.connected('good');
    await bench.edge.connected('other');
    const client = bench.edge.client(credentials);
    expect(await client.call({ path: subscribed('good') })).toMatchObject({
      status: 200,
      json: { eventsInfo: [] },
    });
    expect(await client.call({ path: subscribed('other') })).toMatchObject(
      noValidSubject,
    );
    expect(await client.call({ path: subscribed('unknown') })).toMatchObject(
      noValidSubject,
    );
    expect(await client.call({ path: subscribed('GOOD') })).toMatchObject(
      noValidSubject,
    );
    expect(
      await bench.portal.reported(
        e => e.message === 'certificate of another environment',
      ),
    ).toMatchObject({
      outcome: 'refused',
      environmentName: 'good',
      environmentUid: environment.metadata.uid,
      actor: expect.stringMatching(/^certificate:[0-9a-f]{64}$/),
      details: { asked: 'other', route: 'events-subscribed' },
    });
    expect(
      await bench.portal.reported(
        e =>
          e.action === 'certificate-first-used' && e.environmentName === 'good',
      ),
    ).toMatchObject({
      details: {
        route: 'events-subscribed',
        ip: '127.0.0.1',
        gateway: hostname(),
      },
    });
    await bench.portal.reported(
      e => e.action === 'connection-used' && e.environmentName === 'good',
    );
  });

  it('the answers for an unknown name and for a wrong one are the same to the byte', async () => {
    const { credentials } = await bench.edge.connected('prober');
    await bench.edge.connected('victim');
    const client = bench.edge.client(credentials);
    const [unknown, wrong] = await Promise.all(
      ['nobody', 'victim'].map(name => client.call({ path: subscribed(name) })),
    );
    const { date: _, ...headers } = unknown!.headers;
    expect(wrong!.headers).toMatchObject(headers);
    expect(wrong!.text).toBe(unknown!.text);
  });

  it('one of a CA that is not ours: 403', async () => {
    const foreign = await TestCa.create('Clients');
    const { environment } = await bench.edge.connected('foreign');
    const { credentials } = await bench.edge.issueFor(environment, foreign);
    expect(
      await bench.edge
        .client(credentials)
        .call({ path: subscribed('foreign') }),
    ).toMatchObject(noValidSubject);
    await bench.portal.reported(
      e => e.message === 'certificate does not verify against our CAs',
    );
  });

  it.each([
    ['expired', { from: -2 * HOUR, to: -HOUR }, 'certificate is expired'],
    ['early', { from: HOUR, to: 2 * HOUR }, 'certificate is not yet valid'],
    ['server', { usage: 'server' }, 'certificate is not for TLS clients'],
  ] as const)('one that is %s: 403', async (name, options, reason) => {
    const environment = await bench.stores.resources.environment(name);
    const credentials = await bench.stores.ca.issue(name, options);
    await bench.stores.resources.record(environment, credentials);
    expect(
      await bench.edge.client(credentials).call({ path: subscribed(name) }),
    ).toMatchObject(noValidSubject);
    await bench.portal.reported(e => e.message === reason);
  });

  it('one without a record: 403', async () => {
    await bench.edge.connected('unrecorded');
    const credentials = await bench.stores.ca.issue('unrecorded');
    const client = bench.edge.client(credentials);
    expect(await client.call({ path: subscribed('unrecorded') })).toMatchObject(
      noValidSubject,
    );
    expect(await client.call({ path: INFO })).toMatchObject(noValidSubject);
    await bench.portal.reported(e => e.message === 'certificate has no record');
  });

  it.each([{ serialNumber: '0123456789ABCDEF' }, { issuer: 'CN=Other' }])(
    'one whose record says %j: 403',
    async altered => {
      const name = `altered-${Object.keys(altered)[0]?.toLowerCase()}`;
      const environment = await bench.stores.resources.environment(name);
      const credentials = await bench.stores.ca.issue(name);
      await bench.stores.resources.record(environment, credentials, altered);
      expect(
        await bench.edge.client(credentials).call({ path: subscribed(name) }),
      ).toMatchObject(noValidSubject);
      await bench.portal.reported(
        e =>
          e.message === 'certificate differs from its record' &&
          e.environmentName === name,
      );
    },
  );

  it.each(['undecided', 'rejected'] as const)(
    'a good one, environment %s: 403',
    async verdict => {
      const environment = await bench.stores.resources.environment(
        verdict,
        verdict,
      );
      const { credentials } = await bench.edge.issueFor(environment);
      expect(
        await bench.edge
          .client(credentials)
          .call({ path: subscribed(verdict) }),
      ).toMatchObject(noValidSubject);
      await bench.portal.reported(
        e =>
          e.message === 'environment is not approved' &&
          e.environmentName === verdict,
      );
    },
  );
});
