import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createMinioDocumentStore } from '@remote-env/plugin-remote-env-node/minio';
import { NginxPassthrough } from '@remote-env/plugin-remote-env-node/testing-engines';
import {
  startOidcProvider,
  type TestOidcProvider,
} from '../../packages/backend/src/__testUtils__/startOidcProvider';
import { freePorts } from '../support/freePorts';
import type { Addresses } from '../support/installation';
import { ACCOUNTS } from './accounts';
import { makeCertificate } from './certificates';
import { Engines } from './engines';
import { startFronts } from './nginx';
import { startGateway, startPortal, type OwnProcess } from './processes';
import { engineViews } from './views';

/** What differs from a cluster: where the API server is, that the samples run here, and how soon lists are complete. */
const MACHINE = `
backend:
  listen: { host: 127.0.0.1 }
search:
  collators:
    remoteEnv:
      schedule:
        frequency: { seconds: 10 }
        timeout: { minutes: 1 }
        initialDelay: { seconds: 3 }
remoteEnv:
  resourceStore:
    kubernetes:
      kubeconfig: \${PORTAL_KUBECONFIG}
  outbound: { allowLoopback: true }
`;

interface Parts {
  engines: Engines;
  passthrough: NginxPassthrough;
  directory: string;
  processes: OwnProcess[];
  /** What portal and gateways were given and may not tell. */
  secrets: string[];
}

/** Portal and gateways as in a cluster, on every production engine, on one machine. */
export class ProductionInstallation {
  readonly addresses: Addresses;
  readonly #parts: Parts;
  readonly #running: { stop(): Promise<unknown> }[];

  static async start(): Promise<ProductionInstallation> {
    const directory = mkdtempSync(path.join(tmpdir(), 're-production-'));
    const tls = await makeCertificate(directory);
    // This process, and whoever it starts from here on, trusts the machine's own authority: command line, tests.
    setDefaultCACertificates([
      ...getCACertificates('default'),
      readFileSync(tls.caFile, 'utf8'),
    ]);
    process.env.NODE_EXTRA_CA_CERTS = tls.caFile;
    const running: { stop(): Promise<unknown> }[] = [];
    try {
      const engines = await Engines.start(directory, tls);
      running.push(engines);
      await makeBucket(engines);
      const provider = await startOidcProvider(ACCOUNTS);
      running.push(provider);
      const [portalFront = 0, edgeFront = 0, proxyFront = 0, portal = 0] =
        await freePorts(4);
      const fronts = {
        portal: portalFront,
        edge: edgeFront,
        apiProxy: proxyFront,
      };
      const gateways = await gatewayPorts();
      const passthrough = await NginxPassthrough.start({
        directory,
        port: edgeFront,
        gatewayPorts: [gateways.edgeA.edge, gateways.edgeB.edge],
      });
      running.push(passthrough);
      running.push(
        await startFronts(directory, [
          { port: portalFront, server: portal, tls },
          { port: proxyFront, server: gateways.apiProxy.apiProxy },
        ]),
      );
      const { processes, secrets } = await startProcesses({
        directory,
        engines,
        provider,
        portal,
        fronts,
        gateways,
        tlsCaFile: tls.caFile,
      });
      running.push(...processes);
      const parts = { engines, passthrough, directory, processes, secrets };
      return new ProductionInstallation(parts, running, {
        portal: `https://localhost:${portalFront}`,
        edge: `https://localhost:${edgeFront}`,
        apiProxy: `http://localhost:${proxyFront}`,
        metrics: `http://localhost:${gateways.edgeA.metrics}`,
        dataDir: path.join(directory, 'portal'),
        oidcIssuer: provider.issuer,
      });
    } catch (error) {
      await stopAll(running, directory);
      throw error;
    }
  }

  private constructor(
    parts: Parts,
    running: { stop(): Promise<unknown> }[],
    addresses: Addresses,
  ) {
    this.#parts = parts;
    this.#running = running;
    this.addresses = addresses;
  }

  views(): Promise<string> {
    return engineViews(this.#parts.engines, this.#parts.passthrough);
  }

  /** @throws Error with the names of processes that have printed a secret */
  refuseLeaks(): void {
    const { processes, secrets } = this.#parts;
    const leaks = processes.filter(started =>
      secrets.some(secret => started.output().includes(secret)),
    );
    if (leaks.length > 0) {
      const names = leaks.map(({ name }) => name).join(', ');
      throw new Error(`A secret was logged by ${names}`);
    }
  }

  stop(): Promise<void> {
    return stopAll(this.#running, this.#parts.directory);
  }
}

async function stopAll(
  running: { stop(): Promise<unknown> }[],
  directory: string,
): Promise<void> {
  for (const part of running.reverse()) {
    await part.stop();
  }
  rmSync(directory, { recursive: true, force: true });
}

/** Production does not let the portal make one. */
async function makeBucket({ s3, environment }: Engines): Promise<void> {
  const store = await createMinioDocumentStore(
    s3.options({ bucket: environment.S3_BUCKET, createBucket: true }),
  );
  await store.stat('nothing');
}

type Ports = { edge: number; apiProxy: number; metrics: number };

async function gatewayPorts() {
  const some = async (): Promise<Ports> => {
    const [edge = 0, apiProxy = 0, metrics = 0] = await freePorts(3);
    return { edge, apiProxy, metrics };
  };
  return {
    edgeA: await some(),
    edgeB: await some(),
    apiProxy: await some(),
    delivery: await some(),
    beside: await some(),
  };
}

async function startProcesses(options: {
  directory: string;
  engines: Engines;
  provider: TestOidcProvider;
  portal: number;
  fronts: { portal: number; edge: number; apiProxy: number };
  gateways: Awaited<ReturnType<typeof gatewayPorts>>;
  tlsCaFile: string;
}): Promise<Pick<Parts, 'processes' | 'secrets'>> {
  const { directory, engines, provider, fronts, gateways } = options;
  const appBaseUrl = `https://localhost:${fronts.portal}`;
  await provider.allowRedirect(
    `${appBaseUrl}/api/auth/oidc/handler/frame`,
    appBaseUrl,
  );
  const key = () => randomBytes(32).toString('base64');
  const token = () => randomBytes(32).toString('hex');
  const keys = {
    'gateway-token': token(),
    'assertion-key': key(),
    'control-token': token(),
  };
  const portalSecrets = {
    REMOTE_ENV_ENCRYPTION_KEY: key(),
    AUTH_SESSION_SECRET: token(),
    OIDC_CLIENT_SECRET: provider.clientSecret,
  };
  const dataDir = path.join(directory, 'portal');
  mkdirSync(dataDir, { mode: 0o700 });
  const machineConfig = path.join(directory, 'machine.yaml');
  writeFileSync(machineConfig, MACHINE);
  const common = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    NODE_EXTRA_CA_CERTS: options.tlsCaFile,
    ...engines.environment,
    REMOTE_ENV_EDGE_URL: `https://localhost:${fronts.edge}`,
    REMOTE_ENV_API_PROXY_URL: `http://localhost:${fronts.apiProxy}`,
  };
  const gatewayEnv = {
    ...common,
    MALLOC_ARENA_MAX: '2',
    REMOTE_ENV_PORTAL_URL: `http://127.0.0.1:${options.portal}/api/remote-env`,
    REMOTE_ENV_API_PROXY_HOST: '127.0.0.1',
  };
  const portalKubeconfig = await engines.accountOf('portal');
  const portal = await startPortal({
    machineConfig,
    port: options.portal,
    env: {
      ...common,
      APP_BASE_URL: appBaseUrl,
      PORT: String(options.portal),
      REMOTE_ENV_DATA_DIR: dataDir,
      REMOTE_ENV_GATEWAY_TOKEN: keys['gateway-token'],
      REMOTE_ENV_ASSERTION_KEY: keys['assertion-key'],
      REMOTE_ENV_CONTROL_TOKEN: keys['control-token'],
      ...portalSecrets,
      OIDC_METADATA_URL: `${provider.issuer}/.well-known/openid-configuration`,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_TITLE: 'Acme Login',
      OIDC_SCOPES: 'groups offline_access',
      PORTAL_KUBECONFIG: portalKubeconfig,
    },
  });
  const gateway = (
    name: string,
    roles: string,
    ports: Ports,
    kubeconfig: string,
    socketPath?: string,
  ) =>
    startGateway({
      name,
      roles,
      ports,
      kubeconfig,
      keys,
      env: gatewayEnv,
      dataDir: path.join(directory, name),
      socketPath,
    });
  const edge = await engines.accountOf('edge');
  const started = await Promise.all([
    gateway('edge-a', 'edge,events', gateways.edgeA, edge),
    gateway('edge-b', 'edge,events', gateways.edgeB, edge),
    gateway(
      'apiproxy',
      'apiproxy',
      gateways.apiProxy,
      await engines.accountOf('apiproxy'),
    ),
    gateway(
      'delivery',
      'delivery',
      gateways.delivery,
      await engines.accountOf('delivery'),
    ),
    // As the portal's pod has it: what people try out goes through it.
    gateway(
      'beside-portal',
      'apiproxy',
      gateways.beside,
      portalKubeconfig,
      path.join(dataDir, 'gateway.sock'),
    ),
  ]);
  return {
    processes: [portal, ...started],
    secrets: [
      ...Object.values(keys),
      ...Object.values(portalSecrets),
      ...engines.secrets,
    ],
  };
}
