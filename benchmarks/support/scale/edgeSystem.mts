import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import path from 'node:path';
import type { Addresses } from '../../../e2e/support/installation.ts';

/** A system with its certificate, on keep-alive connections. */
export class EdgeSystem {
  readonly #edge: string;
  readonly #agent: Agent;

  constructor(
    addresses: Pick<Addresses, 'edge' | 'dataDir'>,
    identity: { key: string; cert: string },
  ) {
    this.#edge = addresses.edge;
    this.#agent = new Agent({
      keepAlive: true,
      ca: readFileSync(path.join(addresses.dataDir, 'edge-ca.pem')),
      key: identity.key,
      cert: identity.cert,
    });
  }

  call(
    method: string,
    route: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        new URL(route, this.#edge),
        {
          method,
          agent: this.#agent,
          headers:
            payload === undefined
              ? {}
              : {
                  'content-type': 'application/json',
                  'content-length': Buffer.byteLength(payload),
                },
        },
        answer => {
          let text = '';
          answer.setEncoding('utf8').on('data', chunk => {
            text += chunk;
          });
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text }),
          );
        },
      );
      outgoing.on('error', reject).end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
