import { createServer, type Server } from 'node:http';
import { once } from 'node:events';

/** A request as an API gets it. */
export interface ReceivedRequest {
  method: string;
  /** Path and query behind the address of the binding. */
  target: string;
  headers: Record<string, string | undefined>;
  /** By its type: JSON parsed, fields of forms as pairs, all else as text. */
  body: unknown;
}

const BASE = '/shop/orders-1';

/** An API behind a binding, which keeps what it is asked. */
export class RecordingServer {
  readonly #server: Server;
  readonly #received: Promise<ReceivedRequest>[] = [];

  static async start(): Promise<RecordingServer> {
    const recording = new RecordingServer();
    recording.#server.listen(0, '127.0.0.1');
    await once(recording.#server, 'listening');
    return recording;
  }

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const bytes = Buffer.concat(chunks);
        const type = headers['content-type'] ?? '';
        this.#received.push(
          readBody(bytes, type).then(body => ({
            method,
            target: url.startsWith(BASE) ? url.slice(BASE.length) : url,
            headers: Object.fromEntries(
              Object.entries(headers).map(([name, value]) => [
                name,
                [value].flat().join(', '),
              ]),
            ),
            body,
          })),
        );
        response.end('answered');
      });
    });
  }

  /** As `GATEWAY_URL` has it. */
  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) {
      throw new Error('Not listening');
    }
    return `http://127.0.0.1:${address.port}${BASE}`;
  }

  /** What came since it was asked last. */
  async taken(): Promise<ReceivedRequest[]> {
    return Promise.all(this.#received.splice(0));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

async function readBody(bytes: Buffer, type: string): Promise<unknown> {
  if (/^application\/json/.test(type)) {
    return JSON.parse(bytes.toString());
  }
  if (!/form-data|urlencoded/.test(type)) {
    return bytes.toString();
  }
  const form = await new Response(bytes, {
    headers: { 'content-type': type },
  }).formData();
  const isInParts = /form-data/.test(type);
  return Promise.all(
    [...form].map(async ([name, value]) => {
      if (typeof value === 'string') {
        return [name, isInParts ? unixLines(value) : value];
      }
      const text = unixLines(await value.text());
      // The name that a part with a type gets from `fetch`; others send none.
      return value.name === 'blob'
        ? [name, text]
        : [name, value.name, value.type, text];
    }),
  );
}

/** `fetch` ends lines within forms in its own way, as browsers do. */
function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
