import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body is larger than the route takes. */
export class BodyTooLargeError extends Error {
  /** Bytes. */
  readonly limit: number;

  constructor(limit: number) {
    super(`the body is larger than ${limit} bytes`);
    this.name = 'BodyTooLargeError';
    this.limit = limit;
  }
}

/** The body did not arrive in time, or its sender went away. */
export class BodyIncompleteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BodyIncompleteError';
  }
}

const AWAITING_CONTINUE = new WeakSet<IncomingMessage>();

/** Notes that the sender waits for `100 Continue` before it sends the body. */
export function noteExpectContinue(req: IncomingMessage) {
  AWAITING_CONTINUE.add(req);
}

/** Whether the body will only come once somebody asks for it. */
export function awaitsContinue(req: IncomingMessage): boolean {
  return AWAITING_CONTINUE.has(req);
}

/** Asks for the body; call before reading it, and only when it is wanted. */
export function askForBody(req: IncomingMessage, res: ServerResponse) {
  if (AWAITING_CONTINUE.delete(req)) {
    res.writeContinue();
  }
}

export interface BodyLimits {
  /** Bytes. */
  limit: number;
  /** Milliseconds for the whole body. */
  timeoutMs: number;
}

/** @throws BodyTooLargeError when the headers already say so */
export function checkDeclaredLength(req: IncomingMessage, limit: number) {
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    throw new BodyTooLargeError(limit);
  }
}

/**
 * Reads a whole body that fits into memory.
 *
 * @throws BodyTooLargeError, BodyIncompleteError
 */
export async function readBody(
  req: IncomingMessage,
  res: ServerResponse,
  { limit, timeoutMs }: BodyLimits,
): Promise<Buffer> {
  checkDeclaredLength(req, limit);
  askForBody(req, res);
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(
      () => fail(`the body did not arrive within ${timeoutMs} ms`),
      timeoutMs,
    );

    function release() {
      clearTimeout(timer);
      req.off('data', onData);
      req.off('end', onEnd);
      req.off('error', onGone);
      req.off('close', onGone);
    }

    function fail(message: string) {
      release();
      reject(new BodyIncompleteError(message));
    }

    function onData(chunk: Buffer) {
      size += chunk.length;
      if (size > limit) {
        release();
        reject(new BodyTooLargeError(limit));
        return;
      }
      chunks.push(chunk);
    }

    function onEnd() {
      release();
      const [first] = chunks;
      resolve(
        chunks.length === 1 && first ? first : Buffer.concat(chunks, size),
      );
    }

    function onGone() {
      fail('the sender went away');
    }

    req.on('data', onData);
    req.on('end', onEnd);
    req.on('error', onGone);
    req.on('close', onGone);
  });
}
