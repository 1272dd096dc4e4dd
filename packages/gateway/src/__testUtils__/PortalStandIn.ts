import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  gatewayReportBatchSchema,
  type GatewayReportEntry,
} from '@remote-env/plugin-remote-env-node';
import { until } from './until';

export interface Forwarded {
  method: string;
  /** Path and query below `/edge`. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const BASE = '/api/remote-env';

/** A small HTTP server in the portal's place that keeps what is forwarded and reported to it. */
export class PortalStandIn {
  readonly forwarded: Forwarded[] = [];
  readonly reports: GatewayReportEntry[] = [];
  /** Bytes of forwarded bodies that have arrived so far. */
  bodyBytes = 0;
  /** Answers what is forwarded; 200 `{}` unless a test sets it. */
  answer: (call: Forwarded, res: ServerResponse) => void = (_call, res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  readonly #server: Server;
  #port = 0;

  static async start(): Promise<PortalStandIn> {
    const portal = new PortalStandIn();
    await portal.listen();
    return portal;
  }

  private constructor() {
    this.#server = createServer((req, res) => {
      this.#take(req, res);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}${BASE}`;
  }

  /** Again on the same port after `close`. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.#server.listening) {
      this.#server.close();
      this.#server.closeAllConnections();
      await once(this.#server, 'close');
    }
  }

  /** Waits for a report. */
  async reported(
    matches: (entry: GatewayReportEntry) => boolean,
  ): Promise<GatewayReportEntry> {
    await until(() => this.reports.some(matches));
    return this.reports.find(matches)!;
  }

  async #take(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of req) {
        const bytes = chunk as Buffer;
        chunks.push(bytes);
        this.bodyBytes += bytes.length;
      }
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    const url = req.url ?? '';
    if (url === `${BASE}/gateway/v1/reports`) {
      this.reports.push(
        ...gatewayReportBatchSchema.parse(JSON.parse(body.toString())).entries,
      );
      res.writeHead(204).end();
      return;
    }
    const call: Forwarded = {
      method: req.method ?? '',
      url: url.replace(`${BASE}/edge`, ''),
      headers: req.headers,
      body,
    };
    this.forwarded.push(call);
    this.answer(call, res);
  }
}
