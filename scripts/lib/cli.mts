import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fromRoot } from './paths.mts';

const run = promisify(execFile);

/** Runs the `remote-env` command against a data directory and gives its JSON answer. */
export async function remoteEnv(
  dataDir: string,
  args: string[],
): Promise<unknown> {
  const bundle = fromRoot('packages/cli/dist/remote-env.js');
  const { stdout } = await run(
    process.execPath,
    [bundle, ...args, '--json', '--data-dir', dataDir],
    {
      maxBuffer: 16 * 1024 * 1024,
    },
  );
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}
