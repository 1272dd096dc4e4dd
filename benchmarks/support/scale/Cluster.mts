import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { z } from 'zod';
import { fromRoot } from '../../../scripts/lib/paths.mts';

const startedSchema = z.object({
  kubeconfig: z.string(),
  postgres: z.string(),
});
const timesSchema = z.object({ times: z.array(z.number()) });
const countSchema = z.object({ count: z.number() });

/** A Kubernetes API server and PostgreSQL for a benchmark, in a process of its own. */
export class Cluster {
  readonly kubeconfig: string;
  /** Connection string of a PostgreSQL server. */
  readonly postgres: string;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #directory: string;

  static async start(): Promise<Cluster> {
    // Inside the package whose files it looks up.
    const home = fromRoot('plugins', 'remote-env-node', '.cache');
    mkdirSync(home, { recursive: true });
    const directory = mkdtempSync(path.join(home, 'cluster-'));
    const outfile = path.join(directory, 'main.js');
    await build({
      entryPoints: [path.join(import.meta.dirname, 'clusterProgram.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      keepNames: true,
      logLevel: 'error',
      external: ['better-sqlite3', 'pg-native', 'esbuild'],
    });
    const child = spawn(process.execPath, [outfile], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[
      Symbol.asyncIterator
    ]();
    const started = await readLine(lines, startedSchema);
    return new Cluster(started, { child, lines, directory });
  }

  private constructor(
    started: z.infer<typeof startedSchema>,
    parts: {
      child: ChildProcess;
      lines: AsyncIterator<string>;
      directory: string;
    },
  ) {
    this.kubeconfig = started.kubeconfig;
    this.postgres = started.postgres;
    this.#child = parts.child;
    this.#lines = parts.lines;
    this.#directory = parts.directory;
  }

  /** Writes services with their Secrets, past the portal. */
  async fill(
    environment: { name: string; uid: string },
    count: number,
  ): Promise<void> {
    await this.#ask({ do: 'fill', environment, count }, z.object({}));
  }

  /** Milliseconds that plain client-node takes for a custom resource and a Secret of the same size. */
  async peer(count: number): Promise<number[]> {
    return (await this.#ask({ do: 'peer', count }, timesSchema)).times;
  }

  /** Services that the portal has not judged yet. */
  async unsettled(): Promise<number> {
    return (await this.#ask({ do: 'unsettled' }, countSchema)).count;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise(resolve => this.#child.once('exit', resolve));
      this.#child.stdin?.end();
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #ask<T>(command: object, schema: z.ZodType<T>): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify(command)}\n`);
    return readLine(this.#lines, schema);
  }
}

async function readLine<T>(
  lines: AsyncIterator<string>,
  schema: z.ZodType<T>,
): Promise<T> {
  const { done, value } = await lines.next();
  if (done) {
    throw new Error('The API server of the benchmark ended.');
  }
  return schema.parse(JSON.parse(value));
}
