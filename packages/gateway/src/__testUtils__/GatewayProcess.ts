import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import type { Writable } from 'node:stream';
import {
  gatewayStatusSchema,
  type GatewayConfigInput,
  type GatewayStatus,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import { until } from './until';

const PACKAGE = path.resolve(__dirname, '../..');
/** Below the package, where native modules are found; one for each of the test runner's workers. */
const OUTDIR = path.join(
  PACKAGE,
  'node_modules',
  '.cache',
  `test-bundle-${process.env.JEST_WORKER_ID ?? '0'}`,
);

const lineSchema = z.looseObject({ level: z.string(), message: z.string() });

/** Makes the bundle that the processes of a test run. */
export function buildBundle(): void {
  execFileSync(process.execPath, ['build.mjs', '--outdir', OUTDIR], {
    cwd: PACKAGE,
  });
}

/** The bundled gateway as a process of its own. */
export class GatewayProcess {
  readonly child: ChildProcess;
  readonly config: GatewayConfigInput;
  /** Everything that it wrote. */
  output = '';
  readonly exited: Promise<{ code: number | null; signal: string | null }>;

  /** Resolves when it runs, ready or not. */
  static spawn(config: GatewayConfigInput): GatewayProcess {
    return new GatewayProcess(config);
  }

  static async ready(config: GatewayConfigInput): Promise<GatewayProcess> {
    const gateway = new GatewayProcess(config);
    await until(async () => {
      if (gateway.child.exitCode !== null) {
        throw new Error(`the gateway ended: ${gateway.output}`);
      }
      const { unready, ports } = await gateway.status();
      return unready.length === 0 && ports.edge !== undefined;
    }, 10_000);
    return gateway;
  }

  private constructor(config: GatewayConfigInput) {
    this.config = config;
    const file = path.join(config.dataDir, 'gateway.json');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    this.child = spawn(
      process.execPath,
      [path.join(OUTDIR, 'gateway.js'), '--config', file],
      { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
    );
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', data => {
        this.output += data;
      });
    }
    this.exited = once(this.child, 'exit').then(([code, signal]) => ({
      code,
      signal,
    }));
  }

  /** The starter's end of the lifetime pipe. */
  get lifetime(): Writable {
    return this.child.stdio[3] as Writable;
  }

  /** Log lines; fails when one is no JSON. */
  lines() {
    return this.output
      .trim()
      .split('\n')
      .map(line => lineSchema.parse(JSON.parse(line)));
  }

  async status(): Promise<GatewayStatus> {
    const { text } = await this.control('GET', '/status');
    return gatewayStatusSchema.parse(JSON.parse(text));
  }

  control(
    method: string,
    urlPath: string,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      request(
        {
          socketPath: this.config.control.socketPath,
          method,
          path: urlPath,
          headers: { authorization: `Bearer ${this.config.control.token}` },
        },
        res => {
          let text = '';
          res.on('data', chunk => {
            text += chunk;
          });
          res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
        },
      )
        .on('error', reject)
        .end();
    });
  }

  /** Makes sure that it is gone. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await this.exited;
    }
  }
}
