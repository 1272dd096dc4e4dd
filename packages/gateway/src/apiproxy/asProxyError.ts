import {
  OutboundError,
  OutboundTimeoutError,
} from '@remote-env/plugin-remote-env-node';
import { ProxyError } from './ProxyError';

/** The status that the caller sees for whatever went wrong. Unknown faults keep their reason to themselves. */
export function asProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) {
    return error;
  }
  if (error instanceof OutboundTimeoutError) {
    return ProxyError.timeout(error.message, { cause: error });
  }
  if (error instanceof OutboundError) {
    return ProxyError.badGateway(error.message, { cause: error });
  }
  return new ProxyError(500, 'Internal error.', { cause: error });
}
