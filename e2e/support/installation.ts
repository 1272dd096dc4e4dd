import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '@remote-env/plugin-remote-env-node/testing-ports';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const READY_TIMEOUT_MS = 180_000;

/** Where a running installation is reached. */
export interface Addresses {
  portal: string;
  edge: string;
  apiProxy: string;
  metrics: string;
  dataDir: string;
  /** OpenID provider where people sign in; without, a button for each on the portal's own page. */
  oidcIssuer?: string;
  /** Where several portals are one installation. */
  replicas?: Replicas;
}

export interface Replicas {
  /** Each of them, without what stands in front. */
  portals: string[];
  /** Socket by which tests take servers and processes away; see `production/handles.ts`. */
  handles: string;
  /** Connection string of the portals' PostgreSQL. */
  database: string;
}

/** A whole local start of its own: portal, gateway and, if wanted, the samples. */
export interface Installation extends Addresses {
  /** Process that stands for `npm start`. */
  starter: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Milliseconds from the start to the READY line. */
  readyAfterMs: number;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve();
  }
  return new Promise(resolve => child.once('exit', () => resolve()));
}

/** Starts an installation on free ports and waits for its READY line. */
export async function startInstallation(options: {
  sample: boolean;
  dataDir?: string;
  env?: NodeJS.ProcessEnv;
}): Promise<Installation> {
  const dataDir =
    options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'remote-env-'));
  const [portal, edge, apiProxy, metrics] = await freePorts(4);
  const startedAt = Date.now();
  const starter = spawn(
    process.execPath,
    [
      path.join(ROOT, 'scripts', 'run.mjs'),
      'start',
      '--data-dir',
      dataDir,
      ...(options.sample ? [] : ['--no-sample']),
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORTAL_PORT: String(portal),
        EDGE_PORT: String(edge),
        API_PROXY_PORT: String(apiProxy),
        METRICS_PORT: String(metrics),
        ...options.env,
      },
    },
  );
  // Put together when somebody asks: a line for each of ten thousand requests adds up.
  const printed: string[] = [];
  const output = () => printed.join('');
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Error(
            `No READY line after ${READY_TIMEOUT_MS / 1000} s:\n${output()}`,
          ),
        ),
      READY_TIMEOUT_MS,
    );
    let isReady = false;
    for (const stream of [starter.stdout, starter.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        printed.push(chunk);
        if (!isReady && /^READY portal=/m.test(output())) {
          isReady = true;
          clearTimeout(timer);
          resolve();
        }
      });
    }
    starter.once('exit', code => {
      clearTimeout(timer);
      reject(new Error(`The start ended with code ${code}:\n${output()}`));
    });
  });
  try {
    await ready;
  } catch (error) {
    starter.kill('SIGTERM');
    throw error;
  }
  return {
    portal: `http://localhost:${portal}`,
    edge: `https://localhost:${edge}`,
    apiProxy: `http://localhost:${apiProxy}`,
    metrics: `http://localhost:${metrics}`,
    dataDir,
    starter,
    output,
    readyAfterMs: Date.now() - startedAt,
    stop: async () => {
      starter.kill('SIGINT');
      await ended(starter);
    },
  };
}

/** Addresses of the installation that all journeys share. */
export function sharedInstallation(): Addresses {
  const text = process.env.REMOTE_ENV_E2E_ADDRESSES;
  if (!text) {
    throw new Error('The shared installation was not started.');
  }
  return JSON.parse(text);
}

/** PEM by which clients trust the edge. */
export function edgeCa(addresses: Addresses): string {
  return readFileSync(path.join(addresses.dataDir, 'edge-ca.pem'), 'utf8');
}
