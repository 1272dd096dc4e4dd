/**
 * `npm run dev`: front end and back end with hot reload on http://localhost:3000, the gateway rebuilt and started
 * again when its sources change. Same data directory and ports as `npm start`.
 */
import { watch } from 'node:fs';
import path from 'node:path';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { shutDownGateway } from './lib/controlSocket.mts';
import { lockDataDir } from './lib/dataDirLock.mts';
import { onStarterGone } from './lib/lifetime.mts';
import { readOrCreateLocalSecrets } from './lib/localSecrets.mts';
import { fromRoot } from './lib/paths.mts';
import { portalEnvironment } from './lib/portalEnvironment.mts';
import { checkPortsFree, readPorts } from './lib/ports.mts';
import { SupervisedProcess } from './lib/supervise.mts';

const APP_BASE_URL = 'http://localhost:3000';
const REBUILD_DELAY_MS = 300;
const log = (line: string) => console.error(`[dev] ${line}`);

async function main(): Promise<void> {
  const dataDir = path.resolve(
    process.env.INIT_CWD ?? process.cwd(),
    process.env.REMOTE_ENV_DATA_DIR ?? 'data',
  );
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
  const end = async () => {
    await backstage.stop();
    unlock();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, end);
  }
  onStarterGone(end);

  let timer: NodeJS.Timeout | undefined;
  for (const folder of [
    'packages/gateway/src',
    'plugins/remote-env-node/src',
    'plugins/remote-env-common/src',
  ]) {
    watch(fromRoot(folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        try {
          buildWhatIsNeeded(process.env, ['gateway']);
          shutDownGateway(dataDir, secrets.controlToken);
        } catch (error) {
          log(error instanceof Error ? error.message : String(error));
        }
      }, REBUILD_DELAY_MS);
    });
  }
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
