import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { serviceObjectName } from '@remote-env/plugin-remote-env-common';
import { TestProxy, type BoundService } from './__testUtils__/TestProxy';
import { echo, readSeen, TestServer } from './__testUtils__/TestServer';

jest.setTimeout(60_000);

/** Longer than what of it stands in the names of its Services. */
const NAME = 'a-shop-with-a-rather-long-name';

describe('calls under the host name of a per-API Service', () => {
  let proxy: TestProxy;
  let target: TestServer;
  let shop: RemoteEnvironment;
  let orders: BoundService;

  beforeAll(async () => {
    [proxy, target] = await Promise.all([
      TestProxy.start(),
      TestServer.start(echo),
    ]);
    shop = await proxy.environment(NAME);
    orders = await proxy.api(shop, 'orders-1a2b3', {
      targetUrl: `${target.url}/base`,
    });
  });

  afterAll(async () => {
    await proxy.close();
    await target.close();
  });

  const callAs = (host: string, path: string, token?: string) =>
    proxy.call(`${proxy.url}${path}`, token, { headers: { host } });

  it('reach the service, however much of the name is written', async () => {
    const label = serviceObjectName(NAME, orders.service.spec.id);
    expect(label).toHaveLength(63);
    for (const suffix of [
      '.remote-env-system.svc.cluster.local',
      '.remote-env-system.svc.cluster.local:80',
      '.remote-env-system',
      '',
    ]) {
      const answer = await callAs(
        `${label}${suffix}`,
        '/orders/7?x=1',
        orders.token,
      );
      expect(answer.status).toBe(200);
      const seen = readSeen(answer.text);
      expect(seen.url).toBe('/base/orders/7?x=1');
      expect(seen.headers.host).toBe(new URL(target.url).host);
    }
  });

  it('need a binding to that very service', async () => {
    const other = await proxy.api(shop, 'stock-9f8e7', {
      targetUrl: target.url,
    });
    const host = serviceObjectName(NAME, orders.service.spec.id);
    expect((await callAs(host, '/x')).status).toBe(401);
    expect((await callAs(host, '/x', other.token)).status).toBe(403);
    const foreign = serviceObjectName('mall', orders.service.spec.id);
    expect((await callAs(foreign, '/x', orders.token)).status).toBe(403);
  });
});
