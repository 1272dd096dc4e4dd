import { EdgeError } from './errors';

/** @param cause - its message says what is wrong with the body */
export function malformedBody(cause: unknown): EdgeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EdgeError(
    400,
    `Error while unmarshalling request body: ${reason}`,
    { cause },
  );
}
