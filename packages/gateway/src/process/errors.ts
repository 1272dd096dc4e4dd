/** Message of whatever was thrown, with the messages of its causes; never a stack. */
export function errorMessage(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) {
    return String(error);
  }
  const message = String(error.message);
  return 'cause' in error && error.cause
    ? `${message}: ${errorMessage(error.cause)}`
    : message;
}

/** Code of an error of the system, e.g. `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string'
    ? error.code
    : undefined;
}
