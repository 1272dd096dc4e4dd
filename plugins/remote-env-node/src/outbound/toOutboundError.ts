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

function isTimeout(error: Error): boolean {
  return (
    error.name === 'TimeoutError' ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}

function* causes(error: unknown): Generator<Error> {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    yield current;
    if (current instanceof AggregateError) {
      for (const each of current.errors) {
        yield* causes(each);
      }
    }
    current = current.cause;
  }
}

/** Codes such as ECONNREFUSED or CERT_HAS_EXPIRED say all there is to say, and name nothing internal. */
function describe(error: unknown): string {
  for (const candidate of causes(error)) {
    if ('code' in candidate && typeof candidate.code === 'string') {
      return `connection failed (${candidate.code})`;
    }
  }
  return 'connection failed';
}
