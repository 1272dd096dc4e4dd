import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { DocumentStoreHarness } from './harness';

/** A process that works on a store of its own over the same documents. @param task - see `child.ts` */
export function startChild(harness: DocumentStoreHarness, task: string) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      resolvePackagePath(
        '@remote-env/plugin-remote-env-node',
        'src/testing/documentStore/child.ts',
      ),
      harness.child.module,
      harness.child.export,
      JSON.stringify(harness.child.options),
      task,
    ],
    // The test runner's own loader options are none of the child's business.
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
  );
  return { child, lines: createInterface({ input: child.stdout }) };
}

/** Kills a writer with SIGKILL the moment it reports `half N` or `done N`; returns the last version it confirmed. */
export async function killedAt(
  harness: DocumentStoreHarness,
  moment: string,
  version: number,
): Promise<number> {
  const { child, lines } = startChild(harness, 'overwrite');
  const exited = new Promise<NodeJS.Signals | null>(resolve =>
    child.once('exit', (_, signal) => resolve(signal)),
  );
  let confirmed = 0;
  for await (const line of lines) {
    const [what, number] = line.split(' ');
    if (what === 'done') {
      confirmed = Number(number);
    }
    if (what === moment && Number(number) === version) {
      child.kill('SIGKILL');
    }
  }
  expect(await exited).toBe('SIGKILL');
  return confirmed;
}
