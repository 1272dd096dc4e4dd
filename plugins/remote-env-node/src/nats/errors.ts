import { errors } from '@nats-io/transport-node';
import {
  JetStreamApiCodes,
  JetStreamApiError,
  JetStreamError,
} from '@nats-io/jetstream';
import {
  PortError,
  ResourceInvalidError,
  StoreUnavailableError,
} from '../ports/errors';

/** "message size exceeds maximum allowed", of a stream. */
const MESSAGE_TOO_LARGE = 10054;

/** What the client rejects with when server and network are to blame. */
const ENGINE_ERRORS = [
  errors.TimeoutError,
  errors.RequestError,
  errors.NoRespondersError,
  errors.ConnectionError,
  errors.ClosedConnectionError,
  errors.DrainingConnectionError,
  errors.AuthorizationError,
  errors.UserAuthenticationExpiredError,
  errors.PermissionViolationError,
  errors.ProtocolError,
  JetStreamError,
  JetStreamApiError,
];

/** A failure of the engine in the port's terms; what is no failure of the engine stays what it is. */
export function toPortError(error: unknown): unknown {
  if (error instanceof PortError) {
    return error;
  }
  if (error instanceof JetStreamApiError && error.code === MESSAGE_TOO_LARGE) {
    return new ResourceInvalidError(
      'event.data: is larger than the stream allows',
      { cause: error },
    );
  }
  if (isEngineError(error)) {
    return new StoreUnavailableError(
      `NATS cannot do it now: ${error.message || error.name}`,
      { cause: error },
    );
  }
  return error;
}

function isEngineError(error: unknown): error is Error {
  return (
    ENGINE_ERRORS.some(kind => error instanceof kind) ||
    (error instanceof Error && error.name === 'JetStreamNotEnabled') ||
    isSystemError(error)
  );
}

/** Node's own, of sockets, files and name resolution. */
function isSystemError(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'syscall' in error
  );
}

/** Whether JetStream says that there is no such consumer, or no such stream. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    (error.code === JetStreamApiCodes.ConsumerNotFound ||
      error.code === JetStreamApiCodes.StreamNotFound)
  );
}

export function isMessageMissing(error: unknown): boolean {
  return (
    error instanceof JetStreamApiError &&
    error.code === JetStreamApiCodes.NoMessageFound
  );
}

/** Nobody listens to a subject: the consumer is gone, or JetStream is not there (yet). */
export function isNoResponders(error: unknown): boolean {
  return (
    error instanceof errors.NoRespondersError ||
    (error instanceof errors.RequestError && error.isNoResponders())
  );
}
