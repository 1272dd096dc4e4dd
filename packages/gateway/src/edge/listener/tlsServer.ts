import { constants, createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { edgeErrorBody } from '@remote-env/plugin-remote-env-node';
import type { ServerCertificate } from '../../views/TrustMaterial';

/** Limits against clients that are slow or greedy: milliseconds, bytes, counts. */
export const LISTENER_LIMITS = {
  handshakeMs: 10_000,
  headersMs: 10_000,
  /** For a whole request: 32 MiB within it need 1 Mbit/s. */
  requestMs: 300_000,
  /** Without a byte in either direction. */
  silenceMs: 120_000,
  keepAliveMs: 65_000,
  /** How often the limits above are looked after. */
  checkMs: 2_000,
  headerBytes: 16 * 1024,
  headers: 100,
  connections: 20_000,
} as const;

export type ListenerLimits = {
  [K in keyof typeof LISTENER_LIMITS]: number;
};

/**
 * What becomes of client certificates: `asked` for and judged later, or `demanded`, so that whoever has none that
 * verifies does not get past the handshake.
 */
export type ClientCertificates = 'asked' | 'demanded';

function contextOptions(
  certificate: ServerCertificate | undefined,
  clientCas: string,
  clients: ClientCertificates,
): SecureContextOptions {
  return {
    ...certificate,
    ...(clients === 'asked'
      ? {
          // Clients pick their certificate by these names; the verdict is the identifier's.
          ca: clientCas || undefined,
          // The identity of a connection is read once: no second handshake may change it.
          secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
        }
      : {
          // A list, if an empty one: without any, Node takes the CAs of the web.
          ca: clientCas ? [clientCas] : [],
          // A resumed session would not be verified again.
          secureOptions:
            constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
        }),
    minVersion: 'TLSv1.2',
    // A session of other CAs or another server certificate is not resumed.
    sessionIdContext: createHash('sha256')
      .update(certificate?.cert ?? '')
      .update(clientCas)
      .digest('hex')
      .slice(0, 32),
  };
}

function statusOf(error: NodeJS.ErrnoException): number {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}

/** Connections whose handshake is done; on others nothing can be said. */
const SECURED = new WeakSet<Duplex>();

function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex) {
  if (!SECURED.has(socket) || !socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = statusOf(error);
  const text = STATUS_CODES[status] ?? '';
  const body = JSON.stringify(edgeErrorBody(status, `${text}.`));
  socket.end(
    `HTTP/1.1 ${status} ${text}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/**
 * The edge's TLS server. For systems a client certificate is asked for and never required, and a bad one does not end
 * the handshake: sender and activity log shall see why (wire-contracts 1.4).
 */
export function createTlsServer(
  limits: ListenerLimits = LISTENER_LIMITS,
  clients: ClientCertificates = 'asked',
): Server {
  const server = createServer({
    requestCert: true,
    rejectUnauthorized: clients === 'demanded',
    handshakeTimeout: limits.handshakeMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: limits.checkMs,
    maxHeaderSize: limits.headerBytes,
    ...contextOptions(undefined, '', clients),
  });
  server.timeout = limits.silenceMs;
  server.maxHeadersCount = limits.headers;
  server.maxConnections = limits.connections;
  server.on('secureConnection', socket => SECURED.add(socket));
  server.on('clientError', answerBrokenRequest);
  return server;
}

/**
 * Uses another certificate and other CAs for connections from now on.
 *
 * @throws Error when they cannot be used; the server then keeps what it has
 */
export function setTlsMaterial(
  server: Server,
  certificate: ServerCertificate | undefined,
  clientCas: string,
  clients: ClientCertificates = 'asked',
) {
  const options = contextOptions(certificate, clientCas, clients);
  createSecureContext(options);
  server.setSecureContext(options);
}
