import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fromRoot } from '../../../scripts/lib/paths.mts';

/** A PostgreSQL server of its own. */
export class Postgres {
  readonly connectionString: string;
  readonly #child: ChildProcess;

  static async start(): Promise<Postgres> {
    const child = spawn(
      process.execPath,
      [
        ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
        path.join(import.meta.dirname, 'postgresProgram.ts'),
      ],
      {
        cwd: fromRoot('plugins', 'remote-env-backend'),
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    for await (const line of createInterface({ input: child.stdout })) {
      return new Postgres(child, line);
    }
    throw new Error('PostgreSQL did not start.');
  }

  private constructor(child: ChildProcess, connectionString: string) {
    this.#child = child;
    this.connectionString = connectionString;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise(resolve => this.#child.once('exit', resolve));
      this.#child.stdin?.end();
      await ended;
    }
  }
}
