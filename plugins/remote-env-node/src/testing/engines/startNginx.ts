import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { until } from '../conditions';
import { ServerProcess } from './ServerProcess';

const START_MS = 10_000;

/** Where Debian has those that are not built in, unless `REMOTE_ENV_TEST_NGINX_MODULES` names another folder. */
export function nginxModules(): string {
  return process.env.REMOTE_ENV_TEST_NGINX_MODULES ?? '/usr/lib/nginx/modules';
}

export interface NginxOptions {
  /** For its files; stays when it ends. */
  directory: string;
  /** Text of `nginx.conf`, whose `pid` and logs are files of the folder. */
  configuration: string;
  /** One of those that it listens on, on the loopback interface. */
  port: number;
}

/**
 * nginx for a test. It ends with this process, workers included.
 *
 * @throws Error with what it said when it does not take connections
 */
export async function startNginx(
  options: NginxOptions,
): Promise<ServerProcess> {
  const { directory, configuration, port } = options;
  const file = path.join(directory, 'nginx.conf');
  await writeFile(file, configuration);
  const server = ServerProcess.start(
    findNginx(),
    ['-p', directory, '-e', 'stderr', '-c', file, '-g', 'daemon off;'],
    // Killed, it would leave its workers behind.
    { cwd: directory, endWith: 'TERM' },
  );
  try {
    await until(
      'nginx takes connections',
      () => takesConnections(port),
      START_MS,
    );
  } catch (cause) {
    await server.stop();
    throw new Error(`nginx did not start: ${server.log}`, { cause });
  }
  return server;
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Debian keeps it where only root looks. */
function findNginx(): string {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/sbin',
  ];
  const found = folders
    .map(folder => path.join(folder, 'nginx'))
    .find(file => existsSync(file));
  if (!found) {
    throw new Error(
      'This test needs nginx: install it (on Debian: apt-get install nginx-light libnginx-mod-stream)',
    );
  }
  return found;
}
