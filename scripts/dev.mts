/**
 * `npm run dev`: front end and back end with hot reload on http://localhost:3000, the gateway rebuilt and started
 * again when its sources change. Same data directory and ports as `npm start`.
 */
import { watch } from 'node:fs';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { shutDownGateway } from './lib/controlSocket.mts';
import { lockDataDir } from './lib/dataDirLock.mts';
import { onStarterGone } from './lib/lifetime.mts';
import { readOrCreateLocalSecrets } from './lib/localSecrets.mts';
import { fromRoot } from './lib/paths.mts';
import { portalEnvironment } from './lib/portalEnvironment.mts';
import { checkPortsFree, readPorts } from './lib/ports.mts';
import { waitUntilOk } from './lib/readiness.mts';
import { readStartArguments } from './lib/startArguments.mts';
import { SupervisedProcess } from './lib/supervise.mts';

const APP_BASE_URL = 'http://localhost:3000';
const REBUILD_DELAY_MS = 300;
const READY_TIMEOUT_MS = 180_000;
const USAGE = `Usage: npm run dev -- [--data-dir DIR]

  --data-dir DIR   where everything is kept (default ./data)

Ports: PORTAL_PORT (7007), EDGE_PORT (8443), API_PROXY_PORT (8081), METRICS_PORT (9464), and 3000 for the pages.`;
const log = (line: string) => console.error(`[dev] ${line}`);

async function main(): Promise<void> {
  const { dataDir } = readStartArguments(USAGE);
  const ports = readPorts(process.env);
  await checkPortsFree(ports);
  const secrets = readOrCreateLocalSecrets(dataDir);
  const unlock = lockDataDir(dataDir);
  buildWhatIsNeeded(process.env, ['gateway', 'command line']);

  const backstage = SupervisedProcess.start(
    {
      name: 'backstage',
      command: process.execPath,
      args: [
        fromRoot('node_modules/.bin/backstage-cli'),
        'repo',
        'start',
        '--config',
        fromRoot('app-config.yaml'),
      ],
      cwd: fromRoot(),
      lifetimePipe: false,
      env: portalEnvironment(process.env, {
        dataDir,
        ports,
        secrets,
        appBaseUrl: APP_BASE_URL,
      }),
    },
    log,
  );
  const ending = new AbortController();
  const end = async () => {
    ending.abort();
    await backstage.stop();
    unlock();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, end);
  }
  onStarterGone(end);

  let timer: NodeJS.Timeout | undefined;
  const rebuildSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        buildWhatIsNeeded(process.env, ['gateway']);
        shutDownGateway(dataDir, secrets.controlToken);
      } catch (error) {
        log(error instanceof Error ? error.message : String(error));
      }
    }, REBUILD_DELAY_MS);
  };
  for (const folder of [
    'packages/gateway/src',
    'plugins/remote-env-node/src',
    'plugins/remote-env-common/src',
  ]) {
    watch(fromRoot(folder), { recursive: true }, rebuildSoon);
  }

  const waiting = { timeoutMs: READY_TIMEOUT_MS, signal: ending.signal };
  try {
    await waitUntilOk(
      `http://localhost:${ports.portal}/.backstage/health/v1/readiness`,
      waiting,
    );
    await waitUntilOk(`http://localhost:${ports.metrics}/readyz`, waiting);
    await waitUntilOk(APP_BASE_URL, waiting);
  } catch (error) {
    if (!ending.signal.aborted) {
      // A mistake in the code that is mended brings it up: keep running.
      log(error instanceof Error ? error.message : String(error));
    }
    return;
  }
  console.log(
    `READY portal=${APP_BASE_URL} edge=https://localhost:${ports.edge} apiproxy=http://localhost:${ports.apiProxy}`,
  );
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
