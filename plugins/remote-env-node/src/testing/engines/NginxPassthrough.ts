import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { ServerProcess } from './ServerProcess';
import { nginxModules, startNginx } from './startNginx';

/** One connection, as nginx logs it when it ends. */
export interface LoggedConnection {
  /** Port of the client. */
  clientPort: number;
  /** The gateway that it went to: the last one of those that were tried. */
  gatewayPort: number;
  /** Gateways that were tried and did not take it. */
  passedOver: number[];
}

interface Places {
  /** For its files; stays when it ends. */
  directory: string;
  /** Where systems call. */
  port: number;
  /** Of the gateways' edges. */
  gatewayPorts: readonly number[];
}

/** nginx with `deploy/nginx/stream.conf`, in which only places are changed: ports, files, the folder of its modules. */
export class NginxPassthrough {
  readonly #log: string;
  readonly #server: ServerProcess;

  /** Resolves when it takes connections. */
  static async start(places: Places): Promise<NginxPassthrough> {
    const log = path.join(places.directory, 'connections');
    const server = await startNginx({
      ...places,
      configuration: await placed(places, log),
    });
    return new NginxPassthrough(server, log);
  }

  private constructor(server: ServerProcess, log: string) {
    this.#server = server;
    this.#log = log;
  }

  /** Connections that have ended. */
  async connections(): Promise<LoggedConnection[]> {
    const log = await readFile(this.#log, 'utf8');
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

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** @throws Error when the configuration does not have what is to be replaced */
async function placed(
  { directory, port, gatewayPorts }: Places,
  log: string,
): Promise<string> {
  const file = resolvePackagePath(
    '@remote-env/plugin-remote-env-node',
    '../../deploy/nginx/stream.conf',
  );
  const gateways = gatewayPorts
    .map(gateway => `server 127.0.0.1:${gateway} $1;`)
    .join('\n');
  const replacements: [RegExp, string][] = [
    [/load_module modules\//, `load_module ${nginxModules()}/`],
    [/listen 443;/, `listen 127.0.0.1:${port};`],
    [/pid \/run\/nginx\.pid;/, `pid ${directory}/pid;`],
    [/access_log \/dev\/stdout /, `access_log ${log} `],
    [/server gateway-1:8443 (.*);(\s+server gateway-\d+:8443 .*;)*/, gateways],
  ];
  return replacements.reduce((result, [from, to]) => {
    if (!from.test(result)) {
      throw new Error(`${file} has no ${from}`);
    }
    return result.replace(from, to);
  }, await readFile(file, 'utf8'));
}
