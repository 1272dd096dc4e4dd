import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';

const ROOT = resolvePackagePath(
  '@remote-env/plugin-remote-env-backend',
  '../..',
);

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The `remote-env` command as operators run it: bundled, in a process of its own. */
export class Command {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  /** @param env - besides the path */
  static async build(env: NodeJS.ProcessEnv): Promise<Command> {
    // Below the installed packages, some of which are no part of the bundle.
    const cache = path.join(ROOT, 'node_modules', '.cache');
    const folder = await mkdtemp(path.join(cache, 'remote-env-cli-'));
    await promisify(execFile)(
      process.execPath,
      ['build.mjs', path.join(folder, 'remote-env.js')],
      { cwd: path.join(ROOT, 'packages', 'cli') },
    );
    return new Command(folder, env);
  }

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#env = env;
  }

  start(args: string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(
      process.execPath,
      [path.join(this.#folder, 'remote-env.js'), ...args, '--json'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH, ...this.#env, ...env },
      },
    );
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', chunk => {
      ended.stdout += chunk;
    });
    child.stderr.on('data', chunk => {
      ended.stderr += chunk;
    });
    const end = new Promise<Ended>(resolve =>
      child.once('close', code => resolve({ ...ended, code })),
    );
    return { end, kill: () => child.kill('SIGKILL') };
  }

  async run(args: string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
    return this.start(args, env).end;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
