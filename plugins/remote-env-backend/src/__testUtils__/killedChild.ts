import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Deprecation } from '@remote-env/plugin-remote-env-common';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EnvironmentIdentity, RegistryStep } from '../registry';

/** What a process of its own does. */
export type ChildWork =
  | {
      does: 'register';
      environment: EnvironmentIdentity;
      definition: unknown;
    }
  | {
      does: 'replace';
      environment: EnvironmentIdentity;
      id: string;
      definition: unknown;
    }
  | {
      does: 'retire';
      environment: EnvironmentIdentity;
      id: string;
      deprecation: Deprecation;
    }
  | { does: 'remove'; environment: EnvironmentIdentity; id: string }
  /** Records versions of a service, compares them, and tells who uses it. */
  | { does: 'follow'; id: string }
  /** Derives from the documents of a service. */
  | { does: 'derive'; id: string };

export interface ChildTask {
  folder: string;
  work: ChildWork;
  /** When it kills itself with SIGKILL: at a step of a change, or after so many writes to whatever store. */
  killedAt?: RegistryStep | number;
  /** Versions of each document. */
  keep?: number;
}

/** Works in a process of its own. @returns what it wrote, in order, and whether it was killed over it */
export async function runChild(
  task: ChildTask,
): Promise<{ writes: string[]; killed: boolean }> {
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      resolvePackagePath(
        '@remote-env/plugin-remote-env-backend',
        'src/__testUtils__/registryChild.ts',
      ),
      JSON.stringify(task),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        // There are a hundred of them, each of which loads the same.
        NODE_COMPILE_CACHE: path.join(tmpdir(), 'remote-env-compile-cache'),
      },
    },
  );
  let output = '';
  child.stdout.on('data', data => {
    output += data;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>(
    resolve => child.once('close', (...ended) => resolve(ended)),
  );
  if (code !== 0 && signal !== 'SIGKILL') {
    throw new Error(`the child ended with ${code ?? signal}`);
  }
  return {
    writes: output.split('\n').filter(Boolean),
    killed: signal === 'SIGKILL',
  };
}
