import type { IncomingMessage, ServerResponse } from 'node:http';

/** Seconds after which a caller may try again what is away now. */
export const RETRY_AFTER_SECONDS = 5;

/** Milliseconds and bytes for which the rest of a refused body is still taken, so that its sender gets to read the answer. */
const DRAIN_MS = 2000;
const DRAIN_BYTES = 1024 * 1024;

/** Answers of an API are read by programs only: no browser may sniff, frame, cache or run them. */
const SECURITY_HEADERS: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['referrer-policy', 'no-referrer'],
];

export function setSecurityHeaders(res: ServerResponse) {
  for (const [name, value] of SECURITY_HEADERS) {
    res.setHeader(name, value);
  }
}

export type AnswerHeaders = Readonly<Record<string, string | number>>;

function send(
  res: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: AnswerHeaders,
) {
  if (res.headersSent || res.destroyed) {
    return;
  }
  setSecurityHeaders(res);
  res.setHeader('cache-control', 'no-store');
  for (const [name, value] of Object.entries(headers)) {
    res.setHeader(name, value);
  }
  res.statusCode = status;
  if (status !== 204 && status !== 304) {
    res.setHeader('content-length', Buffer.byteLength(body));
  }
  // A string leaves in one write with the head; a buffer would take a second one.
  res.end(body);
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: AnswerHeaders = {},
) {
  send(res, status, JSON.stringify(body), {
    'content-type': 'application/json',
    ...headers,
  });
}

/** An answer that is not JSON; its type is among the headers. */
export function sendBytes(
  res: ServerResponse,
  status: number,
  body: Buffer,
  headers: AnswerHeaders,
) {
  send(res, status, body, headers);
}

/** An answer without a body. */
export function sendEmpty(
  res: ServerResponse,
  status: number,
  headers: AnswerHeaders = {},
) {
  send(res, status, '', headers);
}

/**
 * Takes what is left of a body that nobody wants, within limits. Ending a connection with unread bytes resets it,
 * and the sender would see the reset instead of the answer.
 *
 * @returns whether the whole body is read; when not, the connection must not be used again
 */
export function drainBody(req: IncomingMessage): Promise<boolean> {
  if (req.complete || req.readableEnded || req.destroyed) {
    return Promise.resolve(true);
  }
  return new Promise(resolve => {
    let left = DRAIN_BYTES;
    const timer = setTimeout(() => finish(false), DRAIN_MS);

    function finish(whole: boolean) {
      clearTimeout(timer);
      req.off('data', onData);
      req.off('end', onEnd);
      req.off('close', onEnd);
      req.off('error', onEnd);
      resolve(whole);
    }

    function onData(chunk: Buffer) {
      left -= chunk.length;
      if (left < 0) {
        finish(false);
      }
    }

    function onEnd() {
      finish(true);
    }

    req.on('data', onData);
    req.on('end', onEnd);
    req.on('close', onEnd);
    req.on('error', onEnd);
    req.resume();
  });
}

/** Whether a request carries a body, as its headers say. */
export function hasBody(req: IncomingMessage): boolean {
  return (
    req.headers['transfer-encoding'] !== undefined ||
    Number(req.headers['content-length'] ?? 0) > 0
  );
}
