import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { TestCa } from '../../__testUtils__/pki';
import { until } from '../../__testUtils__/until';
import { INFO } from '../../__testUtils__/edgeAnswers';
import { useEdge } from '../../__testUtils__/useEdge';

jest.setTimeout(60_000);

describe('a certificate of an authority that has just begun to sign', () => {
  const bench = useEdge({
    per: 'test', // By itself it would look at the bundle long after these tests.
    options: () => ({ trustIntervalMs: 60_000 }),
  });

  it('is accepted as soon as its record is known', async () => {
    const next = await TestCa.create('Next');
    await bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${next.cert}\n${bench.stores.ca.cert}`,
    });
    const environment = await bench.stores.resources.environment('shop');
    const { credentials } = await bench.edge.issueFor(environment, next);
    const client = bench.edge.client(credentials, { keepAlive: true });
    await bench.edge.viewHas(credentials);
    expect((await client.call({ path: INFO })).status).toBe(200);
  });

  it('makes nobody read the bundle who has no record, nor without limit', async () => {
    const read = jest.spyOn(bench.stores.store, 'get');
    const bundleReads = () =>
      read.mock.calls.filter(
        ([kind, { name }]) =>
          kind.kind === SecretKind.kind && name === 'client-ca-bundle',
      ).length;
    const foreign = await TestCa.create('Foreign');
    const stranger = bench.edge.client(await foreign.issue('shop'));
    expect((await stranger.call({ path: INFO })).status).toBe(403);
    expect(bundleReads()).toBe(0);

    // On record, but of nobody whom we trust.
    const environment = await bench.stores.resources.environment('shop');
    const { credentials } = await bench.edge.issueFor(environment, foreign);
    const { fingerprint } = certificateFacts(credentials.cert);
    await until(() => bench.edge.view.certificate(fingerprint) !== undefined);
    const known = bench.edge.client(credentials, { keepAlive: true });
    for (let times = 0; times < 100; times++) {
      expect((await known.call({ path: INFO })).status).toBe(403);
    }
    expect(bundleReads()).toBeGreaterThan(0);
    expect(bundleReads()).toBeLessThan(60);
  });
});
