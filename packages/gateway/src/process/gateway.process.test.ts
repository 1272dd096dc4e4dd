import { existsSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { EdgeClient } from '../__testUtils__/edgeClient';
import { ProcessBench } from '../__testUtils__/ProcessBench';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

async function fetchText(port: number | undefined, urlPath: string) {
  const [res] = await once(
    get({ host: '127.0.0.1', port, path: urlPath }),
    'response',
  );
  let text = '';
  for await (const chunk of res) {
    text += chunk;
  }
  return { status: res.statusCode as number, text };
}

describe('the gateway as a process', () => {
  let bench: ProcessBench;

  beforeAll(async () => {
    bench = await ProcessBench.create();
  });

  afterEach(() => bench.endProcesses());

  afterAll(() => bench.close());

  it('starts all roles, tells how it is, and ends on SIGTERM', async () => {
    const gateway = await bench.start();
    const status = await gateway.status();
    expect(status).toMatchObject({
      pid: gateway.child.pid,
      protocol: 1,
      roles: ['edge', 'events', 'apiproxy', 'delivery'],
      unready: [],
      viewAgeSeconds: expect.any(Number),
      ports: {
        edge: expect.any(Number),
        apiProxy: expect.any(Number),
        metrics: expect.any(Number),
      },
    });
    const { metrics } = status.ports;
    expect(await fetchText(metrics, '/healthz')).toMatchObject({ status: 200 });
    expect(await fetchText(metrics, '/readyz')).toEqual({
      status: 200,
      text: '{"ready":true,"unready":[]}',
    });
    expect((await fetchText(metrics, '/metrics')).text).toContain(
      'remote_env_gateway_view_age_seconds',
    );
    expect(await fetchText(metrics, '/other')).toMatchObject({ status: 404 });

    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(existsSync(gateway.config.control.socketPath)).toBe(false);
    const messages = gateway.lines().map(line => line.message);
    expect(messages).toContain('Gateway is ready');
    for (const secret of [
      gateway.config.control.token,
      gateway.config.portal.token,
      gateway.config.portal.assertionKey,
      gateway.config.encryptionKey,
      'PRIVATE KEY',
    ]) {
      expect(gateway.output).not.toContain(secret);
    }
  });

  it('refuses a certificate within a second after another process revoked it', async () => {
    const gateway = await bench.start();
    const { client, record } = await bench.connected('cut-off', gateway);
    const path = '/cut-off/v1/events/subscribed';
    expect((await client.call({ path })).status).toBe(200);
    await bench.stores.resources.revoke(record);
    const ms = await until(
      async () => (await client.call({ path })).status === 403,
    );
    expect(ms).toBeLessThan(1000);
    expect(await client.call({ path })).toMatchObject({
      reused: true,
      json: { error: 'Certificate has been revoked.' },
    });
    client.close();
  });

  it('drains on shutdown: what runs ends well, then the process', async () => {
    const gateway = await bench.start();
    const { client } = await bench.connected('drained', gateway);
    let answer = () => {};
    const arrived = new Promise<void>(resolve => {
      bench.portal.answer = (_call, res) => {
        answer = () => res.writeHead(200).end('late');
        resolve();
      };
    });
    const running = client.call({ path: '/drained/v1/metadata/services' });
    await arrived;
    expect((await gateway.control('POST', '/shutdown')).status).toBe(202);
    await until(async () => {
      try {
        const other = new EdgeClient({
          port: (await gateway.status()).ports.edge ?? 0,
          ca: bench.stores.serverCa.cert,
        });
        await other.call({ path: '/v1/health' });
        return false;
      } catch {
        return true;
      }
    });
    const since = performance.now();
    answer();
    expect(await running).toMatchObject({ status: 200, text: 'late' });
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - since).toBeLessThan(2000);
    client.close();
  });

  it('ends within 5 seconds after its starter, whatever still runs', async () => {
    const gateway = await bench.start({ lifetimeFd: 3 });
    const { client } = await bench.connected('orphaned', gateway);
    bench.portal.answer = () => {};
    const running = client
      .call({ path: '/orphaned/v1/metadata/services' })
      .catch(() => 'cut');
    await until(() =>
      bench.portal.forwarded.some(f => f.url.startsWith('/orphaned')),
    );
    const since = performance.now();
    gateway.lifetime.destroy();
    expect(await gateway.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - since).toBeLessThan(5000);
    expect(await running).toBe('cut');
    client.close();
  });

  it('says which port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const gateway = bench.spawn({
      edge: { ...bench.config().edge, listen: { port } },
    });
    expect(await gateway.exited).toEqual({ code: 3, signal: null });
    expect(gateway.output).toContain(
      `Port ${port} of the edge listener is in use on 127.0.0.1`,
    );
    expect(existsSync(gateway.config.control.socketPath)).toBe(false);
    taken.close();
  });

  it('lets a second one on the same data directory end at once', async () => {
    const first = await bench.start();
    const second = bench.spawn();
    expect(await second.exited).toEqual({ code: 4, signal: null });
    expect(second.output).toContain('already running');
    expect((await first.status()).pid).toBe(first.child.pid);
  });

  it('runs beside a portal of the next version, whose additions it passes over', async () => {
    const next = { sinceTheNextVersion: { a: 1 } };
    const config = bench.config();
    const gateway = await bench.start({
      ...next,
      edge: { ...config.edge, ...next },
      portal: { ...config.portal, ...next },
    });
    expect(gateway.output).toContain(
      'portal has unknown keys: sinceTheNextVersion',
    );
    const { client } = await bench.connected('ahead', gateway);
    const answer = await client.call({ path: '/ahead/v1/events/subscribed' });
    expect(answer.status).toBe(200);
    client.close();
  });

  it('says what is wrong with its configuration', async () => {
    const gateway = bench.spawn({ encryptionKey: 'short' });
    expect(await gateway.exited).toEqual({ code: 2, signal: null });
    expect(gateway.output).toContain('encryptionKey must be base64');
    const unpiped = bench.spawn({ lifetimeFd: 77 });
    expect(await unpiped.exited).toEqual({ code: 2, signal: null });
    expect(unpiped.output).toContain('lifetimeFd');
  });
});
