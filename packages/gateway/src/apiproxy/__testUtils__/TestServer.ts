import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import {
  createServer as createTlsServer,
  type ServerOptions,
} from 'node:https';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const seenSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(
    z.string(),
    z.union([z.string(), z.array(z.string())]).optional(),
  ),
  body: z.string(),
});

/** One request as a peer of the proxy saw it. */
export type SeenRequest = z.infer<typeof seenSchema>;

/** Reads what `echo` answered. */
export function readSeen(text: string): SeenRequest {
  return seenSchema.parse(JSON.parse(text));
}

/** A real HTTP server of a test, on a free port of this machine. */
export class TestServer {
  readonly server: Server;
  readonly url: string;

  static async start(
    listener: RequestListener,
    tls?: ServerOptions,
  ): Promise<TestServer> {
    const server = tls
      ? createTlsServer(tls, listener)
      : createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return new TestServer(
      server,
      tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    );
  }

  private constructor(server: Server, url: string) {
    this.server = server;
    this.url = url;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

/** Reads a request to its end, then answers. */
export function whole(
  answer: (
    seen: SeenRequest,
    res: Parameters<RequestListener>[1],
    req: Parameters<RequestListener>[0],
  ) => void,
): RequestListener {
  return (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', chunk => chunks.push(chunk));
    req.on('end', () =>
      answer(
        {
          method: req.method ?? '',
          url: req.url ?? '',
          headers: req.headers,
          body: Buffer.concat(chunks).toString(),
        },
        res,
        req,
      ),
    );
  };
}

/** Answers with what it saw, as JSON. */
export const echo: RequestListener = whole((seen, res) => {
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify(seen));
});
