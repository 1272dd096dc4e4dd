import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrival {
  id: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Milliseconds, monotonic. */
  at: number;
}

/** Answers an arrival; the number counts from 1. */
export type Answer = (
  res: ServerResponse,
  nth: number,
  arrival: Arrival,
) => void;

/** A real HTTP server that takes events. */
export class Sink {
  readonly arrivals: Arrival[] = [];
  readonly #server: Server;
  answer: Answer;

  static async start(answer: Answer = accept): Promise<Sink> {
    const sink = new Sink(answer);
    sink.#server.listen(0, '127.0.0.1');
    await once(sink.#server, 'listening');
    return sink;
  }

  private constructor(answer: Answer) {
    this.answer = answer;
    this.#server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', chunk => chunks.push(chunk));
      req.on('end', () => {
        const arrival = {
          id: String(req.headers['ce-id']),
          headers: req.headers,
          body: Buffer.concat(chunks).toString(),
          at: performance.now(),
        };
        this.arrivals.push(arrival);
        this.answer(res, this.arrivals.length, arrival);
      });
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/events`;
  }

  get ids(): string[] {
    return this.arrivals.map(({ id }) => id);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

export function accept(res: ServerResponse) {
  res.writeHead(204).end();
}

export function status(
  code: number,
  headers: Record<string, string> = {},
): Answer {
  return res => res.writeHead(code, headers).end();
}
