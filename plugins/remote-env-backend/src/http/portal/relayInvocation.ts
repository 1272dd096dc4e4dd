import type {
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
} from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import type { Request, Response } from 'express';
import type { GatewayControl } from '../../gateway';

const MIB = 1024 * 1024;

/** Limits of one call through the portal (wire-contracts 6). */
export const INVOCATION_LIMITS = {
  requestBytes: 10 * MIB,
  responseBytes: 32 * MIB,
  timeoutMs: 60_000,
} as const;

/** What concerns this hop, the reader or the reader's browser, and never the system. */
const KEPT_FROM_SYSTEM = new Set([
  'authorization',
  'cookie',
  'host',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'origin',
  'referer',
  'forwarded',
  'x-remote-env-token',
  'access-token',
]);

/** What concerns the hop before, or would act on the portal's origin. */
const KEPT_FROM_READER = new Set([
  'set-cookie',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'clear-site-data',
  'content-security-policy',
  'content-security-policy-report-only',
  'content-disposition',
  'refresh',
  'service-worker-allowed',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]);

const isBrowserHeader = (name: string) =>
  name.startsWith('sec-') || name.startsWith('x-forwarded-');
const isCors = (name: string) => name.startsWith('access-control-');

function towardsSystem(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) =>
        value !== undefined &&
        !KEPT_FROM_SYSTEM.has(name) &&
        !isBrowserHeader(name),
    ),
  );
}

function towardsReader(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return {
    ...Object.fromEntries(
      Object.entries(headers).filter(
        ([name, value]) =>
          value !== undefined && !KEPT_FROM_READER.has(name) && !isCors(name),
      ),
    ),
    // The answer comes from outside but has the portal's origin: it must never run there.
    'content-security-policy': "sandbox; default-src 'none'",
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
}

/** 413 of RFC 9110, section 15.5.14. */
class BodyTooLargeError extends Error {
  readonly statusCode = 413;

  constructor(bytes: number) {
    super(`body must not be larger than ${bytes} bytes`);
    this.name = 'BodyTooLargeError';
  }
}

/** 504 of RFC 9110, section 15.6.5. */
class SystemTimeoutError extends Error {
  readonly statusCode = 504;

  constructor() {
    super(
      `The system did not answer within ${
        INVOCATION_LIMITS.timeoutMs / 1000
      } seconds`,
    );
    this.name = 'SystemTimeoutError';
  }
}

function limited(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      done(seen > bytes ? new BodyTooLargeError(bytes) : null, chunk);
    },
  });
}

/**
 * Passes one call of a reader on to the system, through the gateway, which adds the system's credentials. Bodies are
 * streamed; whoever goes away ends the call.
 *
 * @returns the status that the reader got
 * @throws BodyTooLargeError, SystemTimeoutError, ServiceUnavailableError when the gateway cannot be reached
 */
export async function relayInvocation(
  control: GatewayControl,
  target: { environment: string; serviceId: string; path: string },
  request: Request,
  response: Response,
): Promise<number> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const timeout = AbortSignal.timeout(INVOCATION_LIMITS.timeoutMs);
  const signal = AbortSignal.any([gone.signal, timeout]);
  const path = `/invoke/${encodeURIComponent(
    target.environment,
  )}/${encodeURIComponent(target.serviceId)}${target.path}`;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = control.request(
      {
        method: request.method,
        path,
        headers: towardsSystem(request.headers),
        signal,
      },
      resolve,
    );
    outgoing.once('error', reject);
    pipeline(request, limited(INVOCATION_LIMITS.requestBytes), outgoing).catch(
      reject,
    );
  }).catch((error: Error) => {
    if (error instanceof BodyTooLargeError) {
      throw error;
    }
    if (timeout.aborted) {
      throw new SystemTimeoutError();
    }
    throw new ServiceUnavailableError(
      `The call could not be made: ${error.message}`,
    );
  });
  const status = answer.statusCode ?? 502;
  response.writeHead(status, towardsReader(answer.headers));
  // Once headers are out, a failure can only be shown by breaking off.
  await pipeline(
    answer,
    limited(INVOCATION_LIMITS.responseBytes),
    response,
  ).catch(() => response.destroy());
  return status;
}
