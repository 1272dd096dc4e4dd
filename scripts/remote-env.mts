/** `npm run -s remote-env -- …`: the command line from this checkout. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { fromRoot } from './lib/paths.mts';

buildWhatIsNeeded(process.env, ['command line']);
const cwd = process.env.INIT_CWD ?? process.cwd();
const result = spawnSync(
  process.execPath,
  [fromRoot('packages/cli/dist/remote-env.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    cwd,
    env: { REMOTE_ENV_DATA_DIR: path.join(fromRoot(), 'data'), ...process.env },
  },
);
process.exitCode = result.status ?? 1;
