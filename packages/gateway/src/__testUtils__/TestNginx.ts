import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from './freePort';
import { until } from './until';

const DEPLOYED = path.resolve(
  __dirname,
  '../../../../deploy/nginx/stream.conf',
);

/** One connection, as nginx logs it when it ends. */
export interface LoggedConnection {
  /** Port of the client. */
  clientPort: number;
  /** The gateway that it went to: the last one of those that were tried. */
  gatewayPort: number;
  /** Gateways that were tried and did not take it. */
  passedOver: number[];
}

/** nginx with `deploy/nginx/stream.conf`, in which only places are changed: ports, files, the folder of its modules. */
export class TestNginx {
  readonly port: number;
  readonly #directory: string;
  readonly #process: ChildProcess;

  /** Resolves when it takes connections. */
  static async start(gatewayPorts: readonly number[]): Promise<TestNginx> {
    const directory = await mkdtemp(path.join(tmpdir(), 'nginx-'));
    const port = await freePort();
    const configuration = path.join(directory, 'nginx.conf');
    await writeFile(
      configuration,
      placed(await readFile(DEPLOYED, 'utf8'), directory, port, gatewayPorts),
    );
    const nginx = new TestNginx(directory, configuration, port);
    try {
      await until(() => nginx.#takesConnections(), 10_000);
    } catch (cause) {
      await nginx.stop();
      throw new Error('nginx did not start', { cause });
    }
    return nginx;
  }

  private constructor(directory: string, configuration: string, port: number) {
    this.#directory = directory;
    this.port = port;
    this.#process = spawn(
      onPath('nginx') ?? '/usr/sbin/nginx',
      [
        '-p',
        directory,
        '-e',
        'stderr',
        '-c',
        configuration,
        '-g',
        'daemon off;',
      ],
      // What it says is what explains a test that fails.
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }

  /** Connections that have ended. */
  async connections(): Promise<LoggedConnection[]> {
    const log = await readFile(path.join(this.#directory, 'access'), 'utf8');
    return log
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const [, clientPort, gateways = ''] =
          /^127\.0\.0\.1:(\d+) \S+ \d+ (.+?) \d+ \d+ [\d.]+$/.exec(line) ?? [];
        const tried = gateways
          .split(', ')
          .map(address => Number(address.split(':')[1]));
        return {
          clientPort: Number(clientPort),
          gatewayPort: tried.at(-1) ?? 0,
          passedOver: tried.slice(0, -1),
        };
      });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #takesConnections(): Promise<boolean> {
    if (this.#process.exitCode !== null) {
      throw new Error(`nginx ended with ${this.#process.exitCode}`);
    }
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}

/** @throws Error when the configuration does not have what is to be replaced */
function placed(
  text: string,
  directory: string,
  port: number,
  gatewayPorts: readonly number[],
): string {
  const modules =
    process.env.REMOTE_ENV_TEST_NGINX_MODULES ?? '/usr/lib/nginx/modules';
  const replacements: [string, string][] = [
    ['load_module modules/', `load_module ${modules}/`],
    ['listen 443;', `listen 127.0.0.1:${port};`],
    ['pid /run/nginx.pid;', `pid ${directory}/pid;`],
    ['access_log /dev/stdout ', `access_log ${directory}/access `],
    ...gatewayPorts.map((gateway, index): [string, string] => [
      `server gateway-${index + 1}:8443 `,
      `server 127.0.0.1:${gateway} `,
    ]),
  ];
  return replacements.reduce((result, [from, to]) => {
    if (!result.includes(from)) {
      throw new Error(`${DEPLOYED} has no "${from}"`);
    }
    return result.replace(from, to);
  }, text);
}

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map(folder => path.join(folder, program))
    .find(file => existsSync(file));
}
