import * as portErrors from '../../ports/errors.ts';

/** An error as it crosses the thread boundary. */
export interface ErrorMessage {
  name: string;
  message: string;
}

/** Describes an error for the other thread; whatever is not thrown on purpose becomes "unavailable". */
export function describeError(error: unknown): ErrorMessage {
  if (error instanceof portErrors.PortError) {
    return { name: error.name, message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return {
    name: 'StoreUnavailableError',
    message: `The database failed: ${message}${code}`,
  };
}

const CLASSES = new Map<string, typeof portErrors.PortError>(
  Object.values(portErrors).map(type => [type.name, type]),
);

/** Makes the typed error again. */
export function reviveError(message: ErrorMessage): Error {
  const type = CLASSES.get(message.name) ?? portErrors.StoreUnavailableError;
  return new type(message.message);
}

/** @returns the error itself when it is one of the port's, otherwise "unavailable" with the cause */
export function asPortError(error: unknown): portErrors.PortError {
  return error instanceof portErrors.PortError
    ? error
    : new portErrors.StoreUnavailableError(describeError(error).message, {
        cause: error,
      });
}
