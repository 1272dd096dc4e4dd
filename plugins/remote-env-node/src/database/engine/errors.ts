import * as portErrors from '../../ports/errors.ts';

/** An error as it crosses the thread boundary. */
export interface ErrorMessage {
  name: string;
  message: string;
}

/** By the names under which they are exported, which no bundler changes. */
const CLASSES = new Map<string, typeof portErrors.PortError>(
  Object.entries(portErrors),
);

/** Describes an error for the other thread; whatever is not thrown on purpose becomes "unavailable". */
export function describeError(error: unknown): ErrorMessage {
  if (error instanceof portErrors.PortError) {
    const [name = error.name] =
      [...CLASSES].find(([, type]) => type === error.constructor) ?? [];
    return { name, message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return {
    name: 'StoreUnavailableError',
    message: `The database failed: ${message}${code}`,
  };
}

/** Makes the typed error again. */
export function reviveError({ name, message }: ErrorMessage): Error {
  const ErrorClass = CLASSES.get(name) ?? portErrors.StoreUnavailableError;
  return new ErrorClass(message);
}

/** @returns the error itself when it is one of the port's, otherwise "unavailable" with the cause */
export function asPortError(error: unknown): portErrors.PortError {
  return error instanceof portErrors.PortError
    ? error
    : new portErrors.StoreUnavailableError(describeError(error).message, {
        cause: error,
      });
}
