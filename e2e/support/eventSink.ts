import { createServer, type Server } from 'node:http';

export interface ReceivedEvent {
  id: string;
  type: string;
  source: string;
  data: unknown;
}

/** A subscriber on a free loopback port that keeps what it gets. */
export class EventSink {
  readonly received: ReceivedEvent[] = [];
  /** Status that it answers. */
  status = 204;

  private constructor(private readonly server: Server, readonly url: string) {}

  static async start(): Promise<EventSink> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port');
    }
    const sink = new EventSink(server, `http://127.0.0.1:${address.port}/`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        if (sink.status < 300) {
          const text = Buffer.concat(chunks).toString('utf8');
          sink.received.push({
            id: String(request.headers['ce-id']),
            type: String(request.headers['ce-type']),
            source: String(request.headers['ce-source']),
            data: text === '' ? undefined : JSON.parse(text),
          });
        }
        response.writeHead(sink.status).end();
      });
    });
    return sink;
  }

  ids(): Set<string> {
    return new Set(this.received.map(event => event.id));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
