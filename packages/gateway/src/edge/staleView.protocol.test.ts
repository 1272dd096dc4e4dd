import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { switchable } from '../__testUtils__/switchable';
import { TestEdge } from '../__testUtils__/TestEdge';
import { until } from '../__testUtils__/until';
import { INFO } from '../__testUtils__/edgeAnswers';
import { useStoresAndPortal } from '../__testUtils__/useEdge';

jest.setTimeout(60_000);

describe('the edge when the store is away', () => {
  const edges: TestEdge[] = [];

  // Before the hook of what they stand on.
  afterEach(() => Promise.all(edges.splice(0).map(edge => edge.stop())));
  const bench = useStoresAndPortal('test');

  async function start(store: ResourceStore, maxViewAgeSeconds = 900) {
    const edge = await TestEdge.start(bench.stores, bench.portal, {
      store,
      config: config => {
        config.edge.maxViewAgeSeconds = maxViewAgeSeconds;
      },
    });
    edges.push(edge);
    return edge;
  }

  it('goes on with its view, refuses everything once that is too old, and comes back', async () => {
    const { store, on, off } = switchable(bench.stores.store);
    const edge = await start(store, 1);
    const { credentials } = await edge.connected('shop');
    const client = edge.client(credentials);
    await until(async () => (await client.call({ path: INFO })).status === 200);
    // The view itself must know it, not only a look-up of the store.
    await edge.viewHas(credentials);

    off();
    expect((await client.call({ path: INFO })).status).toBe(200);
    expect(edge.unready()).toBeUndefined();
    await until(async () => (await client.call({ path: INFO })).status === 503);
    const refused = await client.call({ path: INFO });
    expect(refused.json).toEqual({
      code: 503,
      error: 'Service is not available.',
    });
    expect(refused.headers['retry-after']).toBe('5');
    expect(
      (
        await edge
          .client()
          .call({ path: '/v1/applications/signingRequests/info' })
      ).status,
    ).toBe(503);
    expect((await edge.client().call({ path: '/v1/health' })).status).toBe(200);
    expect(edge.unready()).toBe('the view of the store is too old');

    on();
    await until(async () => (await client.call({ path: INFO })).status === 200);
    expect(edge.unready()).toBeUndefined();
  });

  it('starts from the snapshot of an earlier process, with its revocations', async () => {
    const earlier = await start(bench.stores.store);
    const { credentials, environment } = await earlier.connected('shop');
    const second = await earlier.issueFor(environment);
    await bench.stores.resources.subscribe(environment, 'es-1', [
      { type: 'order.created', version: 'v1' },
    ]);
    await until(
      () => earlier.view.subscribedTypes(environment.metadata.uid).length === 1,
    );
    await earlier.viewHas(second.credentials);
    expect(
      (
        await earlier.client(second.credentials).call({
          method: 'POST',
          path: '/v1/applications/certificates/revocations',
        })
      ).status,
    ).toBe(201);
    await earlier.stop();
    edges.pop();

    const { store, off, on } = switchable(bench.stores.store);
    off();
    const edge = await start(store);
    expect(edge.unready()).toBeUndefined();
    expect(
      await edge
        .client(credentials)
        .call({ path: '/shop/v1/events/subscribed' }),
    ).toMatchObject({
      status: 200,
      json: { eventsInfo: [{ name: 'order.created', version: 'v1' }] },
    });
    expect(
      await edge.client(second.credentials).call({ path: INFO }),
    ).toMatchObject({
      status: 403,
      json: { error: 'Certificate has been revoked.' },
    });
    // It cannot know of anything newer, and says so instead of refusing for good.
    const unknown = await bench.stores.ca.issue('shop');
    expect((await edge.client(unknown).call({ path: INFO })).status).toBe(503);

    on();
    await bench.stores.resources.decide(environment, 'suspended');
    await until(async () =>
      (
        await edge.client(credentials).call({ path: INFO })
      ).text.includes('suspended'),
    );
  });

  it('serves lists of revoked certificates however old they are, also after a restart', async () => {
    const lists = '-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n';
    await bench.stores.resources.secret('client-ca-bundle', {
      'ca.crt': bench.stores.ca.cert,
      'ca.crl': lists,
    });
    const list = async (edge: TestEdge) =>
      (await edge.client().call({ path: '/v1/crl.pem' })).text;
    const earlier = await start(bench.stores.store);
    await until(async () => (await list(earlier)) === lists);
    await earlier.stop();
    edges.pop();

    const { store, off } = switchable(bench.stores.store);
    off();
    const edge = await start(store, 0);
    expect((await edge.client().call({ path: '/v1/api.yaml' })).status).toBe(
      503,
    );
    expect(await list(edge)).toBe(lists);
  });

  it.each(['absent', 'forged', 'too old'])(
    'stays unready with a snapshot that is %s',
    async state => {
      const earlier = await start(bench.stores.store);
      const { credentials } = await earlier.connected('shop');
      await earlier.viewHas(credentials);
      await earlier.stop();
      edges.pop();

      const file = path.join(bench.stores.dataDir, 'gateway.snapshot');
      const bytes = await readFile(file);
      if (state === 'absent') {
        await bench.stores.removeSnapshot();
      } else if (state === 'forged') {
        bytes[40]! ^= 1;
        await writeFile(file, bytes);
      }
      const { store, off } = switchable(bench.stores.store);
      off();
      const late = Date.now() + 20_000;
      const clock = jest.spyOn(Date, 'now');
      if (state === 'too old') {
        clock.mockImplementation(() => late);
      }
      try {
        const edge = await start(store, 10);
        expect(edge.unready()).toMatch(
          state === 'too old' ? /too old/ : /holds no usable certificate/,
        );
        // Without a certificate of its own it cannot even say so.
        const answered = edge
          .client(credentials)
          .call({ path: INFO })
          .then(
            answer => answer.status,
            () => 'no handshake',
          );
        expect(await answered).toBe(state === 'too old' ? 503 : 'no handshake');
      } finally {
        clock.mockRestore();
      }
    },
  );

  it('never writes keys in clear', async () => {
    const edge = await start(bench.stores.store);
    const { credentials } = await edge.connected('shop');
    await edge.viewHas(credentials);
    await edge.stop();
    edges.pop();
    const bytes = await readFile(
      path.join(bench.stores.dataDir, 'gateway.snapshot'),
    );
    for (const text of ['PRIVATE KEY', 'BEGIN', 'shop', 'fingerprint']) {
      expect(bytes.includes(text)).toBe(false);
    }
  });
});
