import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

/** One run of a program. */
export interface ProgramRun {
  process: ChildProcess;
  /** What it prints, line by line. */
  lines: AsyncIterable<string>;
  /** How it ended. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/**
 * A program of a test: a TypeScript file with all its imports in one bundle, as our services are shipped, run by
 * plain Node in a process of its own.
 */
export class Program {
  readonly #directory: string;

  /** @param entry - absolute path */
  static async build(entry: string): Promise<Program> {
    const ours = (file: string) =>
      resolvePackagePath('@remote-env/plugin-remote-env-node', file);
    await mkdir(ours('.cache'), { recursive: true });
    // Inside the package, so that what is not bundled is found in its node_modules.
    const directory = await mkdtemp(ours('.cache/program-'));
    await Promise.all([
      bundle(entry, path.join(directory, 'main.js')),
      bundle(
        ours('src/database/sqlite/sqliteWorker.ts'),
        path.join(directory, 'sqliteWorker.js'),
      ),
    ]);
    return new Program(directory);
  }

  private constructor(directory: string) {
    this.#directory = directory;
  }

  start(...args: string[]): ProgramRun {
    const child = spawn(
      process.execPath,
      [path.join(this.#directory, 'main.js'), ...args],
      // The test runner's own loader options are none of the program's business.
      { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
    );
    return {
      process: child,
      lines: createInterface({ input: child.stdout }),
      exited: new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('exit', (code, signal) => resolve({ code, signal }));
      }),
    };
  }

  async dispose(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function bundle(entry: string, outfile: string): Promise<void> {
  await promisify(execFile)(process.execPath, [
    require.resolve('esbuild/bin/esbuild'),
    entry,
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--keep-names',
    '--log-level=error',
    '--external:better-sqlite3',
    '--external:pg-native',
    '--external:esbuild',
    `--outfile=${outfile}`,
  ]);
}
