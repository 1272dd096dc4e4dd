import {
  ClientCertificateKind,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import type {
  ResourceStore,
  WatchEvent,
} from '@remote-env/plugin-remote-env-node';
import { until } from '../../__testUtils__/until';
import { useEdge } from '../../__testUtils__/useEdge';

jest.setTimeout(60_000);

describe('reads of the store for what the view does not know', () => {
  let reads = 0;
  /** While it is pending, the view hears of no certificate. */
  let gate = Promise.resolve();

  const counting = (store: ResourceStore): ResourceStore => ({
    create: (...args) => store.create(...args),
    get: (kind, name) => {
      reads += kind.kind === ClientCertificateKind.kind ? 1 : 0;
      return store.get(kind, name);
    },
    list: (...args) => store.list(...args),
    update: (...args) => store.update(...args),
    updateStatus: (...args) => store.updateStatus(...args),
    delete: (...args) => store.delete(...args),
    async *watch<T extends Resource>(
      ...[kind, options]: Parameters<typeof store.watch<T>>
    ): AsyncIterable<WatchEvent<T>> {
      for await (const event of store.watch(kind, options)) {
        if (kind.kind === ClientCertificateKind.kind) {
          await gate;
        }
        yield event;
      }
    },
    close: () => store.close(),
  });
  const bench = useEdge({
    options: ({ store }) => ({ store: counting(store) }),
  });

  beforeEach(() => {
    reads = 0;
  });

  it('are few, however often a certificate without a record comes', async () => {
    const client = bench.edge.client(await bench.stores.ca.issue('nobody'), {
      keepAlive: true,
    });
    const started = performance.now();
    for (let i = 0; i < 100; i++) {
      const { status } = await client.call({
        path: '/nobody/v1/events/subscribed',
      });
      expect(status).toBe(403);
    }
    const seconds = Math.ceil((performance.now() - started) / 1000);
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(5 * (seconds + 1));
  });

  it('are enough for a new certificate that is used at once and often, while the view does not know it', async () => {
    let open = () => {};
    gate = new Promise(resolve => {
      open = resolve;
    });
    const { credentials, record } = await bench.edge.connected('eager');
    const client = bench.edge.client(credentials, { keepAlive: true });
    const path = '/eager/v1/events/subscribed';
    try {
      reads = 0;
      for (let i = 0; i < 30; i++) {
        expect((await client.call({ path })).status).toBe(200);
      }
      expect(reads).toBeLessThanOrEqual(5);
      await bench.stores.resources.revoke(record);
      const ms = await until(
        async () => (await client.call({ path })).status === 403,
      );
      expect(ms).toBeLessThan(1000);
    } finally {
      open();
    }
  });

  it('are none for certificates that do not verify, and for known ones', async () => {
    const { credentials } = await bench.edge.connected('known');
    const client = bench.edge.client(credentials);
    const path = '/known/v1/events/subscribed';
    await client.call({ path });
    await bench.edge.viewHas(credentials);
    reads = 0;
    for (let i = 0; i < 20; i++) {
      expect((await client.call({ path })).status).toBe(200);
    }
    const strangers = await bench.stores.serverCa.issue('known');
    expect((await bench.edge.client(strangers).call({ path })).status).toBe(
      403,
    );
    expect(reads).toBe(0);
  });
});
