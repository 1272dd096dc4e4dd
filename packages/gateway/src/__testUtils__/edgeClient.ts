import { once } from 'node:events';
import type {
  ClientRequest,
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
} from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { Credentials } from './pki';

export interface EdgeAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Parsed body. */
  json: unknown;
  /** Whether the call went over a connection that was open already. */
  reused: boolean;
  /** Whether the connection's TLS session was a resumed one. */
  resumed: boolean;
  /** Of the server's certificate. */
  serverFingerprint: string;
}

export interface EdgeRequest {
  method?: string;
  path: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

interface ClientOptions {
  port: number;
  ca: string;
  credentials?: Credentials;
  /** Sent with the certificate. */
  chain?: string;
  keepAlive?: boolean;
  maxVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Address that it calls from. */
  localAddress?: string;
}

/** One system that calls the edge, with its certificate or without. */
export class EdgeClient {
  readonly #agent: Agent;
  readonly #port: number;
  readonly #used = new WeakSet<TLSSocket>();

  constructor({
    port,
    ca,
    credentials,
    chain = '',
    keepAlive = false,
    maxVersion,
    localAddress,
  }: ClientOptions) {
    this.#port = port;
    this.#agent = new Agent({
      keepAlive,
      maxSockets: keepAlive ? 1 : Infinity,
      ca,
      servername: 'localhost',
      maxVersion,
      localAddress,
      ...(credentials && {
        cert: `${credentials.cert}\n${chain}`,
        key: credentials.key,
      }),
    });
  }

  /** Sends a whole request. */
  call(options: EdgeRequest): Promise<EdgeAnswer> {
    const { body, headers } = options;
    const { req, answer } = this.open({
      ...options,
      headers: {
        ...headers,
        ...(body !== undefined &&
          !headers?.['transfer-encoding'] && {
            'content-length': Buffer.byteLength(body),
          }),
      },
    });
    req.end(body);
    return answer;
  }

  /** Begins a request; the body is the caller's to write and end. */
  open({ method = 'GET', path, headers }: Omit<EdgeRequest, 'body'>): {
    req: ClientRequest;
    answer: Promise<EdgeAnswer>;
  } {
    const req = request({
      host: '127.0.0.1',
      port: this.#port,
      agent: this.#agent,
      method,
      path,
      headers,
    });
    return { req, answer: this.#answer(req) };
  }

  close() {
    this.#agent.destroy();
  }

  async #answer(req: ClientRequest): Promise<EdgeAnswer> {
    // Rejects when the request fails.
    const [res]: IncomingMessage[] = await once(req, 'response');
    if (!res) {
      throw new Error('there is no answer');
    }
    const socket = res.socket as TLSSocket;
    const reused = this.#used.has(socket);
    this.#used.add(socket);
    const resumed = socket.isSessionReused();
    const serverFingerprint = socket.getPeerCertificate().fingerprint256;
    const body = await text(res);
    return {
      status: res.statusCode ?? 0,
      headers: res.headers,
      text: body,
      get json(): unknown {
        return JSON.parse(body);
      },
      reused,
      resumed,
      serverFingerprint,
    };
  }
}
