import { existsSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { GatewayConfigInput } from '@remote-env/plugin-remote-env-node';
import { EdgeClient } from '../__testUtils__/edgeClient';
import { buildBundle, GatewayProcess } from '../__testUtils__/GatewayProcess';
import { PortalStandIn } from '../__testUtils__/PortalStandIn';
import { testConfig, TestStores } from '../__testUtils__/TestEdge';
import { until } from '../__testUtils__/until';

jest.setTimeout(30_000);

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
  let stores: TestStores;
  let portal: PortalStandIn;
  const processes: GatewayProcess[] = [];

  beforeAll(async () => {
    buildBundle();
    [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
  });

  afterEach(async () => {
    await Promise.all(processes.splice(0).map(p => p.end()));
  });

  afterAll(async () => {
    await portal.close();
    await stores.close();
  });

  function config(
    change: Partial<GatewayConfigInput> = {},
  ): GatewayConfigInput {
    return {
      ...testConfig(stores.dataDir, portal.url),
      roles: ['edge', 'events', 'apiproxy', 'delivery'],
      ...change,
    };
  }

  async function start(change?: Partial<GatewayConfigInput>) {
    const gateway = await GatewayProcess.ready(config(change));
    processes.push(gateway);
    return gateway;
  }

  function spawn(change?: Partial<GatewayConfigInput>) {
    const gateway = GatewayProcess.spawn(config(change));
    processes.push(gateway);
    return gateway;
  }

  async function connected(name: string, gateway: GatewayProcess) {
    const environment = await stores.resources.environment(name);
    const credentials = await stores.ca.issue(name);
    const record = await stores.resources.record(environment, credentials);
    const { ports } = await gateway.status();
    return {
      environment,
      credentials,
      record,
      client: new EdgeClient({
        port: ports.edge ?? 0,
        ca: stores.serverCa.cert,
        credentials,
        keepAlive: true,
      }),
    };
  }

  it('starts all roles, tells how it is, and ends on SIGTERM', async () => {
    const gateway = await start();
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
    const gateway = await start();
    const { client, record } = await connected('cut-off', gateway);
    const path = '/cut-off/v1/events/subscribed';
    expect((await client.call({ path })).status).toBe(200);
    await stores.resources.revoke(record);
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
    const gateway = await start();
    const { client } = await connected('drained', gateway);
    let answer = () => {};
    const arrived = new Promise<void>(resolve => {
      portal.answer = (_call, res) => {
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
          ca: stores.serverCa.cert,
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
    const gateway = await start({ lifetimeFd: 3 });
    const { client } = await connected('orphaned', gateway);
    portal.answer = () => {};
    const running = client
      .call({ path: '/orphaned/v1/metadata/services' })
      .catch(() => 'cut');
    await until(() =>
      portal.forwarded.some(f => f.url.startsWith('/orphaned')),
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
    const gateway = spawn({
      edge: { ...config().edge, listen: { port } },
    });
    expect(await gateway.exited).toEqual({ code: 3, signal: null });
    expect(gateway.output).toContain(
      `Port ${port} of the edge listener is in use on 127.0.0.1`,
    );
    expect(existsSync(gateway.config.control.socketPath)).toBe(false);
    taken.close();
  });

  it('lets a second one on the same data directory end at once', async () => {
    const first = await start();
    const second = spawn();
    expect(await second.exited).toEqual({ code: 4, signal: null });
    expect(second.output).toContain('already running');
    expect((await first.status()).pid).toBe(first.child.pid);
  });

  it('says what is wrong with its configuration', async () => {
    const gateway = spawn({ encryptionKey: 'short' });
    expect(await gateway.exited).toEqual({ code: 2, signal: null });
    expect(gateway.output).toContain('encryptionKey: must be base64');
    const unpiped = spawn({ lifetimeFd: 77 });
    expect(await unpiped.exited).toEqual({ code: 2, signal: null });
    expect(unpiped.output).toContain('lifetimeFd');
  });

  it('loses no event that it acknowledged, killed under load', async () => {
    const acknowledged = new Set<string>();
    const port = await freePort();
    const listen = { edge: { ...config().edge, listen: { port } } };
    let gateway = await start(listen);
    const { client, environment, credentials } = await connected(
      'load',
      gateway,
    );
    client.close();
    await stores.bus.ensureConsumer({
      name: 'load',
      environmentUid: environment.metadata.uid,
      types: [{ type: 'order.created' }],
      ackWaitMs: 60_000,
      maxInFlight: 1000,
      maxDeliveries: 2,
    });
    let stopped = false;
    const sender = async (worker: number) => {
      const own = new EdgeClient({
        port,
        ca: stores.serverCa.cert,
        credentials,
        keepAlive: true,
      });
      for (let i = 0; !stopped; i++) {
        const id = `${worker}-${i}`;
        try {
          const { status } = await own.call({
            method: 'POST',
            path: '/load/events',
            body: JSON.stringify({
              specversion: '1.0',
              id,
              type: 'order.created',
              source: 's',
              data: i,
            }),
            headers: { 'content-type': 'application/cloudevents+json' },
          });
          if (status === 200) {
            acknowledged.add(id);
          }
        } catch {
          // Killed meanwhile: this event is not acknowledged.
          await new Promise(resolve => setTimeout(resolve, 5));
        }
      }
      own.close();
    };
    const senders = Array.from({ length: 8 }, (_, i) => sender(i));
    for (let round = 1; round <= 3; round++) {
      const reached = acknowledged.size + 200;
      await until(() => acknowledged.size >= reached, 10_000);
      gateway.child.kill('SIGKILL');
      await gateway.exited;
      gateway = await start(listen);
    }
    stopped = true;
    await Promise.all(senders);

    const found = new Set<string>();
    const end = new AbortController();
    for await (const delivery of stores.bus.consume('load', end.signal)) {
      found.add(delivery.event.id);
      await delivery.ack();
      if ([...acknowledged].every(id => found.has(id))) {
        end.abort();
      }
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(600);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
