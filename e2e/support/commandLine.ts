import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { portalToken } from './identities';
import type { Addresses } from './installation';

const run = promisify(execFile);
const BUNDLE = path.resolve(
  import.meta.dirname,
  '..',
  '..',
  'packages',
  'cli',
  'dist',
  'remote-env.js',
);

/** Runs the `remote-env` command against an installation, as an admin; gives its JSON answer. */
export async function remoteEnv<T = unknown>(
  addresses: Addresses,
  ...args: string[]
): Promise<T> {
  const { stdout } = await run(process.execPath, [
    BUNDLE,
    ...args,
    '--json',
    '--data-dir',
    addresses.dataDir,
    ...(addresses.oidcIssuer
      ? [
          ...['--url', addresses.portal],
          ...['--token', await portalToken(addresses, 'Admin')],
        ]
      : []),
  ]);
  return JSON.parse(stdout.trim() || 'null');
}
