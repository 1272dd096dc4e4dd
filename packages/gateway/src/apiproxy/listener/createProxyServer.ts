import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { Duplex } from 'node:stream';

/** Limits against callers that are slow or greedy; milliseconds, bytes, counts. */
const HEADERS_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;
const CHECK_MS = 2_000;
/** Without a byte in either direction. A request has no limit in all: bodies are streams. */
const IDLE_MS = 10 * 60_000;
const MAX_HEADER_BYTES = 32 * 1024;
const MAX_HEADERS = 200;
const MAX_CONNECTIONS = 20_000;

/**
 * The API proxy's server. Of the protocols that a caller may want to change to, h2c is not one: clients offer it on
 * ordinary requests, bodies included, and are content when nobody takes it.
 */
export function createProxyServer(): Server {
  const server = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    shouldUpgradeCallback: wantsTunnel,
  });
  server.timeout = IDLE_MS;
  server.maxHeadersCount = MAX_HEADERS;
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', answerBrokenRequest);
  return server;
}

/** Whether the caller wants to change to a protocol that is passed through. */
export function wantsTunnel(req: IncomingMessage): boolean {
  return (
    req.method === 'GET' &&
    req.headers.upgrade !== undefined &&
    !/\bh2c\b/i.test(req.headers.upgrade)
  );
}

function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex) {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  let status = 400;
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    status = 431;
  } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    status = 408;
  }
  const text = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ code: status, error: `${text}.` });
  socket.end(
    `HTTP/1.1 ${status} ${text}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
