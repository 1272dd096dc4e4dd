import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { TestCa } from '../../__testUtils__/pki';
import { PortalStandIn } from '../../__testUtils__/PortalStandIn';
import { TestEdge, TestStores } from '../../__testUtils__/TestEdge';
import { until } from '../../__testUtils__/until';

jest.setTimeout(20_000);

const INFO = '/v1/applications/management/info';

describe('a certificate of an authority that has just begun to sign', () => {
  let stores: TestStores;
  let portal: PortalStandIn;
  let edge: TestEdge;

  beforeEach(async () => {
    [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    // By itself it would look at the bundle long after this test.
    edge = await TestEdge.start(stores, portal, { trustIntervalMs: 60_000 });
  });

  afterEach(async () => {
    await edge.stop();
    await portal.close();
    await stores.close();
  });

  it('is accepted as soon as its record is known', async () => {
    const next = await TestCa.create('Next');
    await stores.resources.secret('client-ca-bundle', {
      'ca.crt': `${next.cert}\n${stores.ca.cert}`,
    });
    const environment = await stores.resources.environment('shop');
    const { credentials } = await edge.issueFor(environment, next);
    const client = edge.client(credentials, { keepAlive: true });
    await edge.viewHas(credentials);
    expect((await client.call({ path: INFO })).status).toBe(200);
  });

  it('makes nobody read the bundle who has no record, nor without limit', async () => {
    const read = jest.spyOn(stores.store, 'get');
    const bundleReads = () =>
      read.mock.calls.filter(
        ([kind, { name }]) =>
          kind.kind === SecretKind.kind && name === 'client-ca-bundle',
      ).length;
    const foreign = await TestCa.create('Foreign');
    const stranger = edge.client(await foreign.issue('shop'));
    expect((await stranger.call({ path: INFO })).status).toBe(403);
    expect(bundleReads()).toBe(0);

    // On record, but of nobody whom we trust.
    const environment = await stores.resources.environment('shop');
    const { credentials } = await edge.issueFor(environment, foreign);
    const { fingerprint } = certificateFacts(credentials.cert);
    await until(() => edge.view.certificate(fingerprint) !== undefined);
    const known = edge.client(credentials, { keepAlive: true });
    for (let times = 0; times < 100; times++) {
      expect((await known.call({ path: INFO })).status).toBe(403);
    }
    expect(bundleReads()).toBeGreaterThan(0);
    expect(bundleReads()).toBeLessThan(60);
  });
});
