import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { freePorts } from '@remote-env/plugin-remote-env-node/testing-ports';
import {
  GATEWAY_ENVIRONMENT,
  GATEWAY_NODE_OPTIONS,
} from '../../../plugins/remote-env-node/src/config/gatewayRuntime.ts';
import { fromRoot } from '../../../scripts/lib/paths.mts';

const PATIENCE_MS = 120_000;
const KILOBYTE = 1024;

const configSchema = z.looseObject({
  edge: z.looseObject({}),
  apiProxy: z.looseObject({}),
  control: z.looseObject({}),
});

/** What a gateway took that was started over a full store, without anything from an earlier run. */
export interface GatewayStart {
  readyMs: number;
  /** Resident memory right then, and the highest until then, as the kernel tells them. */
  memoryMb: number;
  peakMemoryMb: number;
}

/** Starts one more gateway, in all roles, with the configuration of a running one, and ends it again. */
export async function measureGatewayStart(
  dataDir: string,
): Promise<GatewayStart> {
  const own = path.join(dataDir, 'benchmark-gateway');
  mkdirSync(own, { mode: 0o700 });
  const [edge, apiProxy, metrics] = await freePorts(3);
  const running = configSchema.parse(
    JSON.parse(readFileSync(path.join(dataDir, 'gateway.json'), 'utf8')),
  );
  const host = '127.0.0.1';
  const config = {
    ...running,
    lifetimeFd: undefined,
    dataDir: own,
    eventBus: {
      type: 'database',
      database: { client: 'sqlite', file: path.join(own, 'events.sqlite') },
    },
    edge: { ...running.edge, listen: { host, port: edge } },
    apiProxy: { ...running.apiProxy, listen: { host, port: apiProxy } },
    metrics: { listen: { host, port: metrics } },
    control: {
      ...running.control,
      socketPath: path.join(own, 'gateway.sock'),
    },
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
      env: { ...process.env, ...GATEWAY_ENVIRONMENT },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  try {
    while (!(await isReady(`http://${host}:${metrics}/readyz`))) {
      if (
        child.exitCode !== null ||
        performance.now() - started > PATIENCE_MS
      ) {
        throw new Error('The gateway did not become ready.');
      }
      await delay(20);
    }
    const readyMs = performance.now() - started;
    return { readyMs, ...memoryOf(child.pid ?? 0) };
  } finally {
    const ended = new Promise(resolve => child.once('exit', resolve));
    if (child.kill('SIGTERM')) {
      await ended;
    }
    rmSync(own, { recursive: true, force: true });
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Of `/proc/<pid>/status`. */
function memoryOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) => {
    const [, kilobytes] =
      new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return Number(kilobytes) / KILOBYTE;
  };
  return { memoryMb: megabytes('VmRSS'), peakMemoryMb: megabytes('VmHWM') };
}
