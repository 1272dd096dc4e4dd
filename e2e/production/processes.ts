import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PORTAL_NODE_OPTIONS } from '../../plugins/remote-env-node/src/config/nodeRuntime';
import { eventually } from '../support/eventually';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** Portals wait for one another. */
const READY_MS = 240_000;
/** What a pod is given. */
const END_MS = 30_000;

/** A process of ours and what it has printed. */
export interface OwnProcess {
  readonly name: string;
  /** Of all its lives. */
  output(): string;
  /** At once and without a word, as a machine that goes. */
  kill(): Promise<void>;
  /** Another life after `kill`, with the same files. Resolves when it can be used. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface StartOptions {
  name: string;
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Answers 2xx once it can be used. */
  readyUrl: string;
}

/** A portal as `deploy/containers` starts it, but from source. */
export function startPortal(options: {
  name: string;
  /** Merged into `app-config.production.yaml`. */
  machineConfig: string;
  port: number;
  env: NodeJS.ProcessEnv;
}): Promise<OwnProcess> {
  return startProcess({
    name: options.name,
    args: [
      ...PORTAL_NODE_OPTIONS,
      '--require',
      path.join(ROOT, 'node_modules/@backstage/cli/config/nodeTransform.cjs'),
      path.join(ROOT, 'packages/backend/src/index.ts'),
      ...['--config', path.join(ROOT, 'app-config.production.yaml')],
      ...['--config', options.machineConfig],
    ],
    cwd: path.join(ROOT, 'packages', 'backend'),
    env: options.env,
    readyUrl: `http://127.0.0.1:${options.port}/.backstage/health/v1/readiness`,
  });
}

export interface GatewayOptions {
  name: string;
  roles: string;
  /** Of its own. */
  dataDir: string;
  ports: { edge: number; apiProxy: number; metrics: number };
  socketPath?: string;
  kubeconfig: string;
  keys: Record<string, string>;
  env: NodeJS.ProcessEnv;
}

/** A gateway with the configuration of `deploy/overlays/cluster`, which says for pods where files and ports are. */
export function startGateway(options: GatewayOptions): Promise<OwnProcess> {
  const { dataDir, ports } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  for (const [key, value] of Object.entries(options.keys)) {
    writeFileSync(path.join(dataDir, key), value, { mode: 0o600 });
  }
  const config = JSON.parse(
    readFileSync(
      path.join(ROOT, 'deploy/overlays/cluster/gateway.json'),
      'utf8',
    ).replaceAll('/etc/remote-env/keys/', ''),
  );
  const listen = (port: number) => ({ host: '127.0.0.1', port });
  const file = path.join(dataDir, 'gateway.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...config,
      dataDir,
      resourceStore: {
        type: 'kubernetes',
        kubernetes: { kubeconfig: options.kubeconfig },
      },
      eventBus: {
        type: 'nats',
        nats: { servers: config.eventBus.nats.servers },
      },
      edge: { ...config.edge, listen: listen(ports.edge) },
      apiProxy: { ...config.apiProxy, listen: listen(ports.apiProxy) },
      metrics: { listen: listen(ports.metrics) },
      control: {
        ...config.control,
        socketPath: options.socketPath ?? path.join(dataDir, 'gateway.sock'),
      },
      // The samples run on this machine.
      outbound: { allowLoopback: true },
    }),
    { mode: 0o600 },
  );
  return startProcess({
    name: options.name,
    args: [
      path.join(ROOT, 'packages/gateway/dist/gateway.js'),
      ...['--config', file, '--roles', options.roles],
    ],
    cwd: dataDir,
    env: options.env,
    readyUrl: `http://127.0.0.1:${ports.metrics}/readyz`,
  });
}

async function startProcess(options: StartOptions): Promise<OwnProcess> {
  let printed = '';
  const live = () =>
    startLife(options, text => {
      printed += text;
    });
  let child = live();
  const ready = async () => {
    try {
      await untilReady(options, child);
    } catch (error) {
      await end(options.name, child);
      throw new Error(`${options.name} did not start:\n${printed}`, {
        cause: error,
      });
    }
  };
  await ready();
  return {
    name: options.name,
    output: () => printed,
    kill: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    restart: async () => {
      child = live();
      await ready();
    },
    stop: () => end(options.name, child),
  };
}

function startLife(
  options: StartOptions,
  onPrinted: (text: string) => void,
): ChildProcess {
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => onPrinted(String(chunk)));
  }
  return child;
}

async function untilReady(
  { name, readyUrl }: StartOptions,
  child: ChildProcess,
): Promise<void> {
  await Promise.race([
    eventually(
      `${name} is ready`,
      async () => {
        const answer = await fetch(readyUrl);
        await answer.body?.cancel();
        return answer.ok;
      },
      READY_MS,
    ),
    once(child, 'exit').then(([code]) => {
      throw new Error(`it ended with code ${code}`);
    }),
  ]);
}

async function end(what: string, child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => {
      console.error(`A process was killed: ${what} did not end by itself`);
      child.kill('SIGKILL');
    }, END_MS);
    await exited;
    clearTimeout(timer);
  }
}
