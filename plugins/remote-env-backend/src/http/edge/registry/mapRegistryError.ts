import {
  EDGE_TEXTS,
  ResourceInvalidError,
} from '@remote-env/plugin-remote-env-node';
import {
  EnvironmentGoneError,
  PreconditionFailedError,
  RegistryBusyError,
  ServiceExistsError,
  ServiceInvalidError,
  ServiceNotFoundError,
  SpecificationFetchError,
} from '../../../registry';
import { EdgeError, type EdgeErrorMapper } from '../errors';

/** Answers for what the registry throws (application-connector 2.3, "Errors"). */
export const mapRegistryError: EdgeErrorMapper = error => {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const answer = (status: number, retryAfter?: number) =>
    new EdgeError(status, error.message, { cause: error, retryAfter });
  if (
    error instanceof ServiceInvalidError ||
    error instanceof ResourceInvalidError
  ) {
    return answer(400);
  }
  if (error instanceof EnvironmentGoneError) {
    // A name that is gone is answered like another's: names are not probed.
    return new EdgeError(403, EDGE_TEXTS.noValidSubject, { cause: error });
  }
  if (error instanceof ServiceNotFoundError) {
    return answer(404);
  }
  if (error instanceof ServiceExistsError) {
    return answer(409);
  }
  if (error instanceof PreconditionFailedError) {
    return answer(412);
  }
  if (error instanceof SpecificationFetchError) {
    return answer(502);
  }
  if (error instanceof RegistryBusyError) {
    return answer(503, 5);
  }
  return undefined;
};
