import { ClientCertificateKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { PortalStandIn } from '../../__testUtils__/PortalStandIn';
import { TestEdge, TestStores } from '../../__testUtils__/TestEdge';

jest.setTimeout(20_000);

describe('reads of the store for what the view does not know', () => {
  let stores: TestStores;
  let portal: PortalStandIn;
  let edge: TestEdge;
  let reads = 0;

  beforeAll(async () => {
    [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    const { store } = stores;
    const counting: ResourceStore = {
      create: (...args) => store.create(...args),
      get: (kind, name) => {
        reads += kind.kind === ClientCertificateKind.kind ? 1 : 0;
        return store.get(kind, name);
      },
      list: (...args) => store.list(...args),
      update: (...args) => store.update(...args),
      updateStatus: (...args) => store.updateStatus(...args),
      delete: (...args) => store.delete(...args),
      watch: (...args) => store.watch(...args),
      close: () => store.close(),
    };
    edge = await TestEdge.start(stores, portal, { store: counting });
  });

  beforeEach(() => {
    reads = 0;
  });

  afterAll(async () => {
    await edge.stop();
    await portal.close();
    await stores.close();
  });

  it('are few, however often a certificate without a record comes', async () => {
    const client = edge.client(await stores.ca.issue('nobody'), {
      keepAlive: true,
    });
    const started = performance.now();
    for (let i = 0; i < 60; i++) {
      const { status } = await client.call({
        path: '/nobody/v1/events/subscribed',
      });
      expect(status).toBe(403);
    }
    const seconds = Math.ceil((performance.now() - started) / 1000);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(2 * (seconds + 1));
  });

  it('are none for certificates that do not verify, and for known ones', async () => {
    const { credentials } = await edge.connected('known');
    const client = edge.client(credentials);
    const path = '/known/v1/events/subscribed';
    await client.call({ path });
    await edge.viewHas(credentials);
    reads = 0;
    for (let i = 0; i < 20; i++) {
      expect((await client.call({ path })).status).toBe(200);
    }
    const strangers = await stores.serverCa.issue('known');
    expect((await edge.client(strangers).call({ path })).status).toBe(403);
    expect(reads).toBe(0);
  });
});
