import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestOidcProvider } from '../../packages/backend/src/__testUtils__/startOidcProvider';
import { RUNTIME_ENVIRONMENT } from '../../plugins/remote-env-node/src/config/nodeRuntime';
import type { Engines } from './engines';
import type { FrontPorts, GatewayPorts, ProcessPorts } from './ports';
import { startGateway, startPortal, type OwnProcess } from './processes';

/** Two of them, as `deploy/` has it; no request knows which one answers it. */
export const PORTALS = ['portal-a', 'portal-b'] as const;

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

/** Of one portal alone, as in a pod. */
export function portalDirectory(directory: string, name: string): string {
  return path.join(directory, name);
}

/** Starts the portals together, then all gateways. Ends what runs when one of them does not start. */
export async function startProcesses(options: {
  directory: string;
  engines: Engines;
  provider: TestOidcProvider;
  ports: ProcessPorts;
  fronts: FrontPorts;
  tlsCaFile: string;
}): Promise<{ processes: OwnProcess[]; secrets: string[] }> {
  const { directory, engines, provider, fronts, ports } = options;
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
  const machineConfig = path.join(directory, 'machine.yaml');
  writeFileSync(machineConfig, MACHINE);
  const common = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    NODE_EXTRA_CA_CERTS: options.tlsCaFile,
    ...RUNTIME_ENVIRONMENT,
    ...engines.environment,
    REMOTE_ENV_EDGE_URL: `https://localhost:${fronts.edge}`,
    REMOTE_ENV_API_PROXY_URL: `http://localhost:${fronts.apiProxy}`,
  };
  const gatewayEnv = {
    ...common,
    REMOTE_ENV_PORTAL_URL: `http://127.0.0.1:${fronts.portalInside}/api/remote-env`,
    REMOTE_ENV_API_PROXY_HOST: '127.0.0.1',
  };
  const portalKubeconfig = await engines.accountOf('portal');
  const portal = (name: string, port: number) => {
    const dataDir = portalDirectory(directory, name);
    mkdirSync(dataDir, { mode: 0o700 });
    return startPortal({
      name,
      machineConfig,
      port,
      env: {
        ...common,
        APP_BASE_URL: appBaseUrl,
        PORT: String(port),
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
  };
  const gateway = (
    name: string,
    roles: string,
    own: GatewayPorts,
    kubeconfig: string,
    socketPath?: string,
  ) =>
    startGateway({
      name,
      roles,
      ports: own,
      kubeconfig,
      keys,
      env: gatewayEnv,
      dataDir: path.join(directory, name),
      socketPath,
    });
  const edge = await engines.accountOf('edge');
  const portals = await allOrNone(
    PORTALS.map((name, i) => portal(name, ports.portals[i] ?? 0)),
  );
  const { edgeA, edgeB, apiProxy, delivery } = ports.gateways;
  const gateways = await allOrNone([
    gateway('edge-a', 'edge,events', edgeA, edge),
    gateway('edge-b', 'edge,events', edgeB, edge),
    gateway(
      'apiproxy',
      'apiproxy',
      apiProxy,
      await engines.accountOf('apiproxy'),
    ),
    gateway(
      'delivery',
      'delivery',
      delivery,
      await engines.accountOf('delivery'),
    ),
    // As each portal's pod has one: what people try out there goes through it.
    ...ports.beside.map((own, i) =>
      gateway(
        `beside-${PORTALS[i]}`,
        'apiproxy',
        own,
        portalKubeconfig,
        path.join(portalDirectory(directory, PORTALS[i] ?? ''), 'gateway.sock'),
      ),
    ),
  ]).catch(async error => {
    await Promise.all(portals.map(each => each.stop()));
    throw error;
  });
  return {
    processes: [...portals, ...gateways],
    secrets: [
      ...Object.values(keys),
      ...Object.values(portalSecrets),
      ...engines.secrets,
    ],
  };
}

/** @throws what the first one threw, once those that did start have ended */
async function allOrNone(
  starting: Promise<OwnProcess>[],
): Promise<OwnProcess[]> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find(each => each.status === 'rejected');
  const started = settled.flatMap(each =>
    each.status === 'fulfilled' ? [each.value] : [],
  );
  if (failed) {
    await Promise.all(started.map(each => each.stop()));
    throw failed.reason;
  }
  return started;
}
