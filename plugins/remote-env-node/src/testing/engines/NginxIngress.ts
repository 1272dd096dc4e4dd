import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { ServerProcess } from './ServerProcess';
import { startNginx } from './startNginx';

/** PEM of everything that nginx needs. */
export interface IngressFiles {
  /** Of the server that systems see. */
  'edge.crt': string;
  'edge.key': string;
  /** CAs of systems, and a revocation list of each. */
  'ca.crt': string;
  'ca.crl': string;
  /** By which nginx proves itself to the gateways. */
  'ingress.crt': string;
  'ingress.key': string;
  /** What the gateways' own certificate must verify against. */
  'edge-ca.crt': string;
}

interface Ingress {
  /** For its files; stays when it ends. */
  directory: string;
  /** Where systems call. */
  port: number;
  /** Of the gateways' second listeners. */
  gatewayPorts: readonly number[];
  /** Name in the gateways' certificate. */
  gatewayName: string;
  header: 'x-ssl-client-cert' | 'client-cert';
  files: IngressFiles;
}

/**
 * nginx with `deploy/nginx/ingress.conf`, in which only places are changed: ports, names and files; and for RFC 9440 the
 * values of two headers, as the file itself tells it.
 */
export class NginxIngress {
  readonly #directory: string;
  readonly #server: ServerProcess;

  /** Resolves when it takes connections. */
  static async start(ingress: Ingress): Promise<NginxIngress> {
    const { directory, files, port } = ingress;
    await Promise.all(
      Object.entries({
        ...files,
        'client-cert.conf': await deployed('client-cert.conf'),
      }).map(([name, text]) => writeFile(path.join(directory, name), text)),
    );
    const configuration = await placed(ingress);
    return new NginxIngress(
      directory,
      await startNginx({ directory, port, configuration }),
    );
  }

  private constructor(directory: string, server: ServerProcess) {
    this.#directory = directory;
    this.#server = server;
  }

  /** Begins to use another revocation list; connections from some moment on are verified with it. */
  async useRevocationList(list: string): Promise<void> {
    await writeFile(path.join(this.#directory, 'ca.crl'), list);
    const pid = await readFile(path.join(this.#directory, 'pid'), 'utf8');
    process.kill(Number(pid), 'SIGHUP');
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

function deployed(name: string): Promise<string> {
  return readFile(
    resolvePackagePath(
      '@remote-env/plugin-remote-env-node',
      `../../deploy/nginx/${name}`,
    ),
    'utf8',
  );
}

/** @throws Error when the configuration does not have what is to be replaced */
async function placed({
  directory,
  gatewayName,
  gatewayPorts,
  header,
  port,
}: Ingress): Promise<string> {
  const gateways = gatewayPorts
    .map(gateway => `server 127.0.0.1:${gateway} $1;`)
    .join('\n');
  const replacements: [RegExp, string][] = [
    [/listen 443 ssl;/, `listen 127.0.0.1:${port} ssl;`],
    [/pid \/run\/nginx\.pid;/, `pid ${directory}/pid;`],
    [/access_log \/dev\/stdout /, `access_log ${directory}/calls `],
    [/\/etc\/nginx\/remote-env\//g, `${directory}/`],
    [/proxy_ssl_name \S+;/, `proxy_ssl_name ${gatewayName};`],
    [/server gateway-1:8444 (.*);(\s+server gateway-\d+:8444 .*;)*/, gateways],
    ...(header === 'client-cert'
      ? ([
          [
            /X-SSL-Client-Cert \$ssl_client_escaped_cert;/,
            "X-SSL-Client-Cert '';",
          ],
          [/header Client-Cert '';/, 'header Client-Cert $client_cert;'],
        ] satisfies [RegExp, string][])
      : []),
  ];
  return replacements.reduce((result, [from, to]) => {
    if (!new RegExp(from.source).test(result)) {
      throw new Error(`deploy/nginx/ingress.conf has no ${from}`);
    }
    return result.replace(from, to);
  }, await deployed('ingress.conf'));
}
