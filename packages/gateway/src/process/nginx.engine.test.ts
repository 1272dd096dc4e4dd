import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  freePorts,
  NginxPassthrough,
} from '@remote-env/plugin-remote-env-node/testing-engines';
import { EdgeClient } from '../__testUtils__/edgeClient';
import type { GatewayProcess } from '../__testUtils__/GatewayProcess';
import type { Credentials } from '../__testUtils__/pki';
import { ProcessBench } from '../__testUtils__/ProcessBench';
import { until } from '../__testUtils__/until';

jest.setTimeout(120_000);

const GATEWAYS = 3;
/** Senders with a connection for each request, and senders that keep one. */
const SHORT = 8;
const LONG = 4;

interface Failure {
  clientPort: number | undefined;
  error: unknown;
}

describe('gateways behind nginx', () => {
  let bench: ProcessBench;
  let nginx: NginxPassthrough | undefined;
  const gateways: GatewayProcess[] = [];
  const folders: string[] = [];

  beforeAll(async () => {
    bench = await ProcessBench.create();
    for (let index = 0; index < GATEWAYS; index++) {
      gateways.push(await start());
    }
  });

  afterAll(async () => {
    await nginx?.stop();
    await bench?.close();
    await Promise.all(
      folders.map(folder => rm(folder, { recursive: true, force: true })),
    );
  });

  /** A gateway on the stores that all share, with a folder of its own. */
  async function start(port = 0): Promise<GatewayProcess> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'gateway-'));
    folders.push(dataDir);
    const { control, edge } = bench.config();
    return bench.start({
      roles: ['edge', 'events'],
      dataDir,
      control: { ...control, socketPath: path.join(dataDir, 'gateway.sock') },
      edge: { ...edge, listen: { port } },
    });
  }

  const portOf = async (gateway?: GatewayProcess) =>
    (await gateway?.status())?.ports.edge ?? 0;

  it('lose no request when one is killed, but those under way there', async () => {
    const ports = await Promise.all(gateways.map(portOf));
    const [first, victim] = gateways;
    if (!first || !victim) {
      throw new Error('the gateways are not there');
    }
    const [, victimPort] = ports;
    const directory = await mkdtemp(path.join(tmpdir(), 'nginx-'));
    folders.push(directory);
    const [port = 0] = await freePorts(1);
    nginx = await NginxPassthrough.start({
      directory,
      port,
      gatewayPorts: ports,
    });
    const { client, credentials } = await bench.connected('shop', first);
    client.close();
    const load = new Load(port, bench.stores.serverCa.cert, credentials);
    load.start();

    await until(() => load.succeeded >= 300, 30_000);
    const failedBefore = load.failures.length;
    victim.child.kill('SIGKILL');
    await victim.exited;
    const reached = load.succeeded + 600;
    await until(() => load.succeeded >= reached, 30_000);
    await load.stop();

    expect(failedBefore).toBe(0);
    // Each request has one connection: no more can have been under way.
    expect(load.failures.length).toBeLessThanOrEqual(SHORT + LONG);
    const connections = await endedConnections(nginx, load);
    for (const { clientPort, error } of load.failures) {
      const connection = connections.find(c => c.clientPort === clientPort);
      expect([error, connection?.gatewayPort]).toEqual([error, victimPort]);
    }
    // All had their share, and somebody was sent on from the one that was gone.
    for (const each of ports) {
      expect(
        connections.filter(c => c.gatewayPort === each).length,
      ).toBeGreaterThan(20);
    }
    expect(
      connections.filter(c => c.passedOver.includes(victimPort ?? 0)).length,
    ).toBeGreaterThan(0);

    const again = connections.length;
    gateways[1] = await start(victimPort);
    const second = new Load(port, bench.stores.serverCa.cert, credentials);
    second.start();
    await until(
      async () =>
        (await nginx?.connections())
          ?.slice(again)
          .some(c => c.gatewayPort === victimPort) ?? false,
      20_000,
    );
    await second.stop();
    expect(second.failures).toEqual([]);
  });
});

/** nginx writes a line a moment after the client has seen the end. */
async function endedConnections(nginx: NginxPassthrough, load: Load) {
  await until(async () => {
    const known = new Set(
      (await nginx.connections()).map(({ clientPort }) => clientPort),
    );
    return load.failures.every(f => known.has(f.clientPort ?? 0));
  }, 10_000);
  return nginx.connections();
}

/** Senders of events that go on until they are stopped. */
class Load {
  succeeded = 0;
  readonly failures: Failure[] = [];
  readonly #clients: EdgeClient[];
  #stopped = false;
  #senders: Promise<void>[] = [];

  constructor(port: number, ca: string, credentials: Credentials) {
    this.#clients = Array.from(
      { length: SHORT + LONG },
      (_, index) =>
        new EdgeClient({ port, ca, credentials, keepAlive: index >= SHORT }),
    );
  }

  start(): void {
    this.#senders = this.#clients.map((client, sender) =>
      this.#send(client, sender),
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#senders);
    this.#clients.forEach(client => client.close());
  }

  async #send(client: EdgeClient, sender: number): Promise<void> {
    const run = Math.random();
    for (let count = 0; !this.#stopped; count++) {
      const body = JSON.stringify({
        specversion: '1.0',
        id: `${run}-${sender}-${count}`,
        type: 'order.created',
        source: 's',
      });
      let clientPort: number | undefined;
      try {
        const { req, answer } = client.open({
          method: 'POST',
          path: '/shop/events',
          headers: {
            'content-type': 'application/cloudevents+json',
            'content-length': Buffer.byteLength(body),
          },
        });
        req.once('socket', socket => {
          clientPort = socket.localPort;
          if (socket.connecting) {
            socket.once('connect', () => {
              clientPort = socket.localPort;
            });
          }
        });
        req.end(body);
        const { status, text } = await answer;
        if (status !== 200) {
          throw new Error(`${status} ${text}`);
        }
        this.succeeded += 1;
      } catch (error) {
        this.failures.push({ clientPort, error });
      }
    }
  }
}
