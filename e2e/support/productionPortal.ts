import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  startOidcProvider,
  type TestOidcProvider,
} from '../../packages/backend/src/__testUtils__/startOidcProvider';
import { startPostgres } from '../../plugins/remote-env-node/src/testing/postgres/startPostgres';
import { freePorts } from './freePorts';
import { startTlsFront } from './tlsFront';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const READY_MS = 120_000;

/**
 * What differs from `app-config.production.yaml`: resources, documents and events lie on this machine and the gateway is
 * supervised, since signing in has nothing to do with where they are; PostgreSQL is reached over a socket, without TLS.
 */
const OVERLAY = `
backend:
  listen: { host: 127.0.0.1 }
  database: { connection: { ssl: false } }
remoteEnv:
  resourceStore: { type: database }
  documentStore: { type: filesystem }
  eventBus: { type: database }
  gateway: { supervise: true }
  edge: { listen: { port: '\${EDGE_PORT}' } }
  apiProxy: { listen: { port: '\${API_PROXY_PORT}' } }
  metrics: { listen: { port: '\${METRICS_PORT}' } }
`;

export interface ProductionPortal {
  /** `https://localhost:port` */
  url: string;
  provider: TestOidcProvider;
  /** What the portal has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** A portal as in production: its own configuration, TLS in front, PostgreSQL, and an OpenID provider. */
export async function startProductionPortal(
  accounts: Record<string, Record<string, unknown>>,
): Promise<ProductionPortal> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'remote-env-'));
  const overlay = path.join(dataDir, 'overlay.yaml');
  writeFileSync(overlay, OVERLAY);
  const [postgres, front, provider] = await Promise.all([
    startPostgres(),
    startTlsFront(),
    startOidcProvider(accounts),
  ]);
  const database = new URL(postgres.connectionString);
  const [port, edge, apiProxy, metrics] = await freePorts(4);
  front.forwardTo(port ?? 0);
  await provider.allowRedirect(
    `${front.url}/api/auth/oidc/handler/frame`,
    front.url,
  );
  const key = () => randomBytes(32).toString('base64');
  const token = () => randomBytes(32).toString('hex');
  const portal = spawn(
    process.execPath,
    [
      '--no-node-snapshot',
      '--require',
      path.join(ROOT, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      path.join(ROOT, 'packages/backend/src/index.ts'),
      '--config',
      path.join(ROOT, 'app-config.production.yaml'),
      '--config',
      overlay,
    ],
    {
      cwd: path.join(ROOT, 'packages/backend'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        APP_BASE_URL: front.url,
        PORT: String(port),
        POSTGRES_HOST: database.searchParams.get('host') ?? database.hostname,
        POSTGRES_PORT: database.port || '5432',
        POSTGRES_USER: database.username,
        POSTGRES_PASSWORD: database.password || token(),
        POSTGRES_DATABASE: database.pathname.slice(1),
        REMOTE_ENV_ENCRYPTION_KEY: key(),
        REMOTE_ENV_GATEWAY_TOKEN: token(),
        REMOTE_ENV_ASSERTION_KEY: key(),
        REMOTE_ENV_CONTROL_TOKEN: token(),
        REMOTE_ENV_EDGE_URL: `https://localhost:${edge}`,
        REMOTE_ENV_API_PROXY_URL: `http://localhost:${apiProxy}`,
        REMOTE_ENV_DATA_DIR: dataDir,
        EDGE_PORT: String(edge),
        API_PROXY_PORT: String(apiProxy),
        METRICS_PORT: String(metrics),
        OIDC_METADATA_URL: `${provider.issuer}/.well-known/openid-configuration`,
        OIDC_CLIENT_ID: provider.clientId,
        OIDC_CLIENT_SECRET: provider.clientSecret,
        OIDC_TITLE: 'Acme Login',
        OIDC_SCOPES: 'groups offline_access',
        AUTH_SESSION_SECRET: token(),
      },
    },
  );
  let printed = '';
  for (const stream of [portal.stdout, portal.stderr]) {
    stream.on('data', chunk => {
      printed += String(chunk);
    });
  }
  const stop = async () => {
    await front.stop();
    await end(portal);
    await Promise.all([provider.stop(), postgres.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await untilReady(port ?? 0, portal);
  } catch (error) {
    await stop();
    throw new Error(`The portal did not start:\n${printed}`, { cause: error });
  }
  return { url: front.url, provider, output: () => printed, stop };
}

async function untilReady(port: number, portal: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_MS;
  const url = `http://127.0.0.1:${port}/.backstage/health/v1/readiness`;
  while (portal.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error('It is not ready');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}
