import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { freePorts } from '@remote-env/plugin-remote-env-node/testing-ports';
import {
  RUNTIME_ENVIRONMENT,
  GATEWAY_NODE_OPTIONS,
} from '../../plugins/remote-env-node/src/config/nodeRuntime.ts';
import { fromRoot } from '../../scripts/lib/paths.mts';

const PATIENCE_MS = 120_000;
const HOST = '127.0.0.1';

const configSchema = z.looseObject({
  edge: z.looseObject({}),
  apiProxy: z.looseObject({}),
  control: z.looseObject({}),
});

/** One more gateway, in all roles, on the store of a running installation and with nothing from an earlier run. */
export class ExtraGateway {
  /** URL of its edge. */
  readonly edge: string;
  /** Milliseconds from its start until it was ready. */
  readonly readyMs: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  /** @param dataDir - of the installation */
  static async start(dataDir: string): Promise<ExtraGateway> {
    const own = mkdtempSync(path.join(dataDir, 'gw-'));
    const [edge = 0, apiProxy, metrics] = await freePorts(3);
    const running = configSchema.parse(
      JSON.parse(readFileSync(path.join(dataDir, 'gateway.json'), 'utf8')),
    );
    const config = {
      ...running,
      lifetimeFd: undefined,
      dataDir: own,
      eventBus: {
        type: 'database',
        database: { client: 'sqlite', file: path.join(own, 'events.sqlite') },
      },
      edge: { ...running.edge, listen: { host: HOST, port: edge } },
      apiProxy: { ...running.apiProxy, listen: { host: HOST, port: apiProxy } },
      metrics: { listen: { host: HOST, port: metrics } },
      control: { ...running.control, socketPath: path.join(own, 'g.sock') },
    };
    const file = path.join(own, 'gateway.json');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [
        ...GATEWAY_NODE_OPTIONS,
        fromRoot('packages/gateway/dist/gateway.js'),
        '--config',
        file,
      ],
      {
        env: { ...process.env, ...RUNTIME_ENVIRONMENT },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const readyMs = () => performance.now() - started;
    while (!(await isReady(`http://${HOST}:${metrics}/readyz`))) {
      if (child.exitCode !== null || readyMs() > PATIENCE_MS) {
        child.kill('SIGKILL');
        throw new Error('The gateway did not become ready.');
      }
      await delay(20);
    }
    return new ExtraGateway(child, {
      edge: `https://localhost:${edge}`,
      readyMs: readyMs(),
      folder: own,
    });
  }

  private constructor(
    child: ChildProcess,
    facts: { edge: string; readyMs: number; folder: string },
  ) {
    this.#child = child;
    this.edge = facts.edge;
    this.readyMs = facts.readyMs;
    this.#folder = facts.folder;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('exit', resolve));
    if (this.#child.kill('SIGTERM')) {
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
