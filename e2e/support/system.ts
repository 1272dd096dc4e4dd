import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import path from 'node:path';
import { edgeCa, type Addresses } from './installation';

export interface EdgeAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An external system as the edge sees it: key and certificate, and one keep-alive connection. */
export class ExternalSystem {
  readonly #agent: Agent;

  private constructor(
    private readonly addresses: Addresses,
    private readonly identity: { cert: string; key: string } | undefined,
    localAddress?: string,
  ) {
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 1,
      ca: edgeCa(addresses),
      ...identity,
      ...(localAddress && { localAddress, family: 4 }),
    });
  }

  /** From the files that `remote-env connect` wrote. */
  static fromFiles(addresses: Addresses, dir: string): ExternalSystem {
    const read = (name: string) => readFileSync(path.join(dir, name), 'utf8');
    return new ExternalSystem(addresses, {
      cert: `${read('cert.pem')}\n${read('chain.pem')}`,
      key: read('key.pem'),
    });
  }

  static fromPem(
    addresses: Addresses,
    identity: { cert: string; key: string },
  ): ExternalSystem {
    return new ExternalSystem(addresses, identity);
  }

  /** @param localAddress - from which it calls, if not as everybody else: what it does wrong is counted by address */
  static withoutCertificate(
    addresses: Addresses,
    localAddress?: string,
  ): ExternalSystem {
    return new ExternalSystem(addresses, undefined, localAddress);
  }

  /** The same one, with another connection. */
  again(): ExternalSystem {
    return new ExternalSystem(this.addresses, this.identity);
  }

  /** One call to a path of the edge, or to a whole URL. */
  call(
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<EdgeAnswer> {
    const url = new URL(target, this.addresses.edge);
    const payload =
      typeof body === 'string' || body === undefined
        ? body
        : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        {
          method,
          agent: this.#agent,
          headers: {
            ...(payload === undefined
              ? {}
              : {
                  'content-type': 'application/json',
                  'content-length': String(Buffer.byteLength(payload)),
                }),
            ...headers,
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
