/** `npm run -s remote-env -- …`: the command line from this checkout. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { readOrCreateLocalSecrets } from './lib/localSecrets.mts';
import { fromRoot } from './lib/paths.mts';
import { portalEnvironment } from './lib/portalEnvironment.mts';
import { readPorts } from './lib/ports.mts';

const args = process.argv.slice(2);
const cwd = process.env.INIT_CWD ?? process.cwd();

/**
 * `export` and `import` read the portal's configuration, which for a local start names what `npm start` sets. Keys are
 * made where a local start is what is imported into; whoever gives other configuration gives its variables, too.
 */
function storesEnvironment(): NodeJS.ProcessEnv {
  const at = args.indexOf('--data-dir');
  const dataDir = path.resolve(
    cwd,
    (at >= 0 && args[at + 1]) ||
      process.env.REMOTE_ENV_DATA_DIR ||
      fromRoot('data'),
  );
  const local = existsSync(path.join(dataDir, 'local-secrets.json'));
  if (args.includes('--config') || (args[0] === 'export' && !local)) {
    return {};
  }
  const { NODE_ENV: _, ...environment } = portalEnvironment(
    {},
    {
      dataDir,
      ports: readPorts(process.env),
      secrets: readOrCreateLocalSecrets(dataDir),
    },
  );
  return environment;
}

buildWhatIsNeeded(process.env, ['command line']);
const onStores = args[0] === 'export' || args[0] === 'import';
const local = ['--config', fromRoot('app-config.yaml')];
const result = spawnSync(
  process.execPath,
  [
    fromRoot('packages/cli/dist/remote-env.js'),
    ...args,
    ...(onStores && !args.includes('--config') ? local : []),
  ],
  {
    stdio: 'inherit',
    cwd,
    env: {
      REMOTE_ENV_DATA_DIR: path.join(fromRoot(), 'data'),
      ...(onStores && storesEnvironment()),
      ...process.env,
    },
  },
);
process.exitCode = result.status ?? 1;
