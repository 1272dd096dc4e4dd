import { errors } from 'undici';
import {
  OutboundConnectionError,
  OutboundError,
  OutboundTimeoutError,
  OutboundTooLargeError,
} from './errors';

/**
 * Types whatever undici, node or an abort signal threw while `origin` was called. `fetch` hides the reason in
 * `cause`, and a connection to several addresses in the `errors` of an AggregateError.
 */
export function toOutboundError(error: unknown, origin: string): OutboundError {
  for (const candidate of causes(error)) {
    if (candidate instanceof OutboundError) {
      return candidate;
    }
    if (isTimeout(candidate)) {
      return new OutboundTimeoutError(origin, 'took too long', {
        cause: error,
      });
    }
    if (candidate instanceof errors.ResponseExceededMaxSizeError) {
      return new OutboundTooLargeError(origin, 'answer is too large', {
        cause: error,
      });
    }
  }
  return new OutboundConnectionError(origin, describe(error), { cause: error });
}

function isTimeout(error: ErrorLike): boolean {
  return (
    error.name === 'TimeoutError' ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}

/** Errors and DOMExceptions, of whichever realm. */
interface ErrorLike {
  name: string;
  message: string;
  code?: unknown;
  cause?: unknown;
  errors?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'message' in value
  );
}

function* causes(error: unknown, depth = 0): Generator<ErrorLike> {
  if (depth > 5 || !isErrorLike(error)) {
    return;
  }
  yield error;
  for (const each of Array.isArray(error.errors) ? error.errors : []) {
    yield* causes(each, depth + 1);
  }
  yield* causes(error.cause, depth + 1);
}

/** Codes such as ECONNREFUSED or CERT_HAS_EXPIRED say all there is to say, and name nothing internal. */
function describe(error: unknown): string {
  for (const { code } of causes(error)) {
    if (typeof code === 'string') {
      return `connection failed (${code})`;
    }
  }
  return 'connection failed';
}
