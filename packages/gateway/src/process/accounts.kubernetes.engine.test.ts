import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  gatewayConfigSchema,
  type GatewayRole,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { createKubernetesResourceStore } from '@remote-env/plugin-remote-env-node/kubernetes';
import {
  AUTHORITY,
  installAccounts,
  installDefinitions,
  rightsOf,
  SYSTEM,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import { EdgeClient } from '../__testUtils__/edgeClient';
import { buildBundle, GatewayProcess } from '../__testUtils__/GatewayProcess';
import { TestCa } from '../__testUtils__/pki';
import { PortalStandIn } from '../__testUtils__/PortalStandIn';
import { TestResources } from '../__testUtils__/resources';
import { testConfig } from '../__testUtils__/TestEdge';
import { until } from '../__testUtils__/until';
import { neededRights } from '../startupCheck/neededRights';

jest.setTimeout(60_000);

/** Longer than any back-off, and than a stream of a watch lasts. */
const OUTAGE_MS = 60_000;

/** Gateways on Kubernetes, each role as the account that `deploy/base/rbac` has for it. */
describe('the gateway on Kubernetes', () => {
  let kubernetes: TestKubernetes;
  let portal: PortalStandIn;
  let store: ResourceStore;
  let resources: TestResources;
  let clientCa: TestCa;
  let serverCa: TestCa;
  const running: GatewayProcess[] = [];
  const folders: string[] = [];

  beforeAll(async () => {
    buildBundle();
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, 'shop-dev');
    portal = await PortalStandIn.start();
    store = createKubernetesResourceStore({
      connection: {
        kubeconfig: await kubernetes.kubeconfigFor(
          AUTHORITY,
          'remote-env-portal',
        ),
      },
    });
    resources = new TestResources(store);
    clientCa = await TestCa.create('Clients');
    serverCa = await TestCa.create('Servers');
    const server = await serverCa.issue('localhost', {
      usage: 'server',
      dnsNames: ['localhost'],
    });
    await resources.secret('client-ca-bundle', { 'ca.crt': clientCa.cert });
    await resources.secret('edge-tls', {
      'tls.crt': server.cert,
      'tls.key': server.key,
    });
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map(gateway => gateway.end()));
    await Promise.all(
      folders.splice(0).map(folder => rm(folder, { recursive: true })),
    );
  });

  afterAll(async () => {
    await store?.close();
    await portal?.close();
    await kubernetes?.stop();
  });

  /** Resolves when it has nothing to wait for. */
  async function start(role: GatewayRole): Promise<GatewayProcess> {
    const kubeconfig = await kubernetes.kubeconfigFor(
      SYSTEM,
      `remote-env-${role}`,
    );
    const gateway = spawn(role, kubeconfig, await newFolder());
    await isReady(gateway);
    return gateway;
  }

  async function newFolder(): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'gateway-'));
    folders.push(folder);
    return folder;
  }

  function spawn(
    role: GatewayRole,
    kubeconfig: string,
    dataDir: string,
  ): GatewayProcess {
    const gateway = GatewayProcess.spawn({
      ...testConfig(dataDir, portal.url),
      roles: [role],
      resourceStore: { type: 'kubernetes', kubernetes: { kubeconfig } },
    });
    running.push(gateway);
    return gateway;
  }

  const isReady = (gateway: GatewayProcess) =>
    until(async () => {
      if (gateway.child.exitCode !== null) {
        throw new Error(`the gateway ended: ${gateway.output}`);
      }
      const status = await gateway.status().catch(() => undefined);
      return status?.unready.length === 0;
    }, 15_000);

  async function connected(name: string, gateway: GatewayProcess) {
    const environment = await resources.environment(name);
    const credentials = await clientCa.issue(name);
    const record = await resources.record(environment, credentials);
    const { ports } = await gateway.status();
    const client = new EdgeClient({
      port: ports.edge ?? 0,
      ca: serverCa.cert,
      credentials,
      keepAlive: true,
    });
    return { record, client, credentials };
  }

  it.each<GatewayRole>(['edge', 'events', 'apiproxy', 'delivery'])(
    'has what the role %s needs, and is refused nothing',
    async role => {
      const gateway = await start(role);
      // Each right that the role needs was asked for.
      await until(
        async () =>
          gateway.output.includes('Kubernetes: answers, has the definitions'),
        30_000,
      );
      expect(gateway.output).not.toContain('forbidden');
    },
  );

  it.each<GatewayRole>(['edge', 'events', 'apiproxy', 'delivery'])(
    'asks at start for exactly what the account of the role %s may do',
    async role => {
      const kubeconfig = await kubernetes.kubeconfigFor(
        SYSTEM,
        `remote-env-${role}`,
      );
      const { edge } = gatewayConfigSchema.parse(testConfig('/', portal.url));
      const needed = neededRights({ edge, roles: [role] }).map(
        ({ verb, resource, name = '' }) => `${verb} ${resource} ${name}`.trim(),
      );
      const granted = await rightsOf(kubeconfig, SYSTEM);
      expect([...granted].sort()).toEqual(needed.sort());
    },
  );

  it('accepts a certificate, and refuses it within a second after it was revoked', async () => {
    const gateway = await start('events');
    const { client, record } = await connected('shop', gateway);
    const call = { path: '/shop/v1/events/subscribed' };
    expect((await client.call(call)).status).toBe(200);
    await resources.revoke(record);
    const ms = await until(
      async () => (await client.call(call)).status === 403,
    );
    expect(ms).toBeLessThan(1000);
    client.close();
  });

  it('goes on while the API server is killed, and follows it again', async () => {
    const gateway = await start('events');
    const { client, record } = await connected('lasting', gateway);
    const call = { path: '/lasting/v1/events/subscribed' };
    expect((await client.call(call)).status).toBe(200);
    await kubernetes.killApiServer();
    for (let turn = 0; turn < 20; turn++) {
      expect((await client.call(call)).status).toBe(200);
    }
    await kubernetes.startApiServer();
    await resources.revoke(record);
    await until(async () => (await client.call(call)).status === 403, 15_000);
    client.close();
  });

  it('stays without the API server for a minute, restarted or not, and misses nothing afterwards', async () => {
    const kubeconfig = await kubernetes.kubeconfigFor(
      SYSTEM,
      'remote-env-events',
    );
    const staying = spawn('events', kubeconfig, await newFolder());
    const restartedFolder = await newFolder();
    const before = spawn('events', kubeconfig, restartedFolder);
    await Promise.all([isReady(staying), isReady(before)]);
    const { client, record, credentials } = await connected('patient', staying);
    const call = { path: '/patient/v1/events/subscribed' };
    const at = async (gateway: GatewayProcess) =>
      new EdgeClient({
        port: (await gateway.status()).ports.edge ?? 0,
        ca: serverCa.cert,
        credentials,
      });
    await until(
      async () => (await (await at(before)).call(call)).status === 200,
    );
    expect((await client.call(call)).status).toBe(200);
    // Its last act is to write down what it knows.
    before.child.kill('SIGTERM');
    await before.exited;

    const gone = performance.now();
    await kubernetes.killApiServer();
    const restarted = spawn('events', kubeconfig, restartedFolder);
    await isReady(restarted);
    const ignorant = spawn('events', kubeconfig, await newFolder());
    let turns = 0;
    while (performance.now() - gone < OUTAGE_MS) {
      expect((await client.call(call)).status).toBe(200);
      expect((await (await at(restarted)).call(call)).status).toBe(200);
      turns += 1;
      await sleep(1000);
    }
    expect(turns).toBeGreaterThan(20);
    const unready = (await ignorant.status()).unready.map(({ role }) => role);
    expect(unready).toEqual(['edge']);
    const refused = await (await at(ignorant))
      .call(call)
      .catch(() => undefined);
    expect(refused?.status ?? 503).toBe(503);

    await kubernetes.startApiServer();
    await resources.revoke(record);
    for (const gateway of [staying, restarted]) {
      const caller = await at(gateway);
      await until(async () => (await caller.call(call)).status === 403, 30_000);
    }
    await isReady(ignorant);
    client.close();
  }, 150_000);
});
