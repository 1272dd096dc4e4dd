import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
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
  }: ClientOptions) {
    this.#port = port;
    this.#agent = new Agent({
      keepAlive,
      maxSockets: keepAlive ? 1 : Infinity,
      ca,
      servername: 'localhost',
      maxVersion,
      ...(credentials && {
        cert: `${credentials.cert}\n${chain}`,
        key: credentials.key,
      }),
    });
  }

  call({
    method = 'GET',
    path,
    headers,
    body,
  }: EdgeRequest): Promise<EdgeAnswer> {
    return new Promise((resolve, reject) => {
      const req = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          agent: this.#agent,
          method,
          path,
          headers: {
            ...headers,
            ...(body !== undefined &&
              !headers?.['transfer-encoding'] && {
                'content-length': Buffer.byteLength(body),
              }),
          },
        },
        res => {
          const socket = res.socket as TLSSocket;
          const reused = this.#used.has(socket);
          this.#used.add(socket);
          const chunks: Buffer[] = [];
          res.on('data', (chunk: Buffer) => chunks.push(chunk));
          res.on('error', reject);
          res.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({
              status: res.statusCode ?? 0,
              headers: res.headers,
              text,
              get json(): unknown {
                return JSON.parse(text);
              },
              reused,
              resumed: socket.isSessionReused(),
              serverFingerprint: socket.getPeerCertificate().fingerprint256,
            });
          });
        },
      );
      req.on('error', reject);
      req.end(body);
    });
  }

  close() {
    this.#agent.destroy();
  }
}
