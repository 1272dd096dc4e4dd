import { createServer, type Server } from 'node:http';
import type { GatewayConfig } from '@remote-env/plugin-remote-env-node';
import type { Registry } from 'prom-client';
import { sendEmpty, sendJson, setSecurityHeaders } from '../http/answers';
import { closeServer, listen } from '../http/listen';
import { errorMessage } from '../process/errors';
import type { Logger } from '../process/Logger';

/** Why a part of the process cannot serve now. */
export interface Unready {
  role: string;
  reason: string;
}

interface MetricsServerOptions {
  listen: GatewayConfig['metrics']['listen'];
  registry: Registry;
  unready: () => Unready[];
  logger: Logger;
}

/** Plain HTTP for scrapers and probes: `/metrics`, `/healthz` (the process lives), `/readyz` (it can serve). */
export class MetricsServer {
  readonly #options: MetricsServerOptions;
  readonly #server: Server;
  #port: number | undefined;

  static create(options: MetricsServerOptions): MetricsServer {
    return new MetricsServer(options);
  }

  private constructor(options: MetricsServerOptions) {
    this.#options = options;
    const { registry, unready, logger } = options;
    this.#server = createServer(
      { headersTimeout: 5000, requestTimeout: 10_000 },
      async (req, res) => {
        if (req.method !== 'GET' && req.method !== 'HEAD') {
          sendEmpty(res, 405, { allow: 'GET, HEAD' });
          return;
        }
        switch (req.url?.split('?', 1)[0]) {
          case '/healthz':
            sendEmpty(res, 200);
            return;
          case '/readyz': {
            const reasons = unready();
            sendJson(res, reasons.length === 0 ? 200 : 503, {
              ready: reasons.length === 0,
              unready: reasons,
            });
            return;
          }
          case '/metrics':
            try {
              const text = await registry.metrics();
              setSecurityHeaders(res);
              res.writeHead(200, { 'content-type': registry.contentType });
              res.end(text);
            } catch (error) {
              logger.error('Metrics could not be collected', {
                error: errorMessage(error),
              });
              sendEmpty(res, 500);
            }
            return;
          default:
            sendEmpty(res, 404);
        }
      },
    );
  }

  async start(): Promise<void> {
    this.#port = await listen(this.#server, this.#options.listen, 'metrics');
  }

  port(): number | undefined {
    return this.#port;
  }

  stop(signal: AbortSignal): Promise<void> {
    return closeServer(this.#server, signal);
  }
}
