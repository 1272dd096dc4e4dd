import type { ResourceKind } from '@remote-env/plugin-remote-env-common';
import {
  ContinueTokenExpiredError,
  PortError,
  ResourceConflictError,
  ResourceExistsError,
  ResourceInvalidError,
  ResourceNotFoundError,
  ResourceVersionExpiredError,
  StoreUnavailableError,
} from '../ports/errors';
import { ApiRefusal } from './ApiRefusal';

/** What was asked for, since the same answer means different things. */
export interface Attempt {
  verb: 'create' | 'get' | 'list' | 'update' | 'delete' | 'watch';
  kind: ResourceKind;
  /** Of the object or of the list, for messages. */
  path: string;
}

/**
 * The one place where answers of an API server become errors of the port (docs/decisions/0002, table and rules 1, 3,
 * 9, 13, 16). Conflicts that may really be a missing object have to be settled by the caller.
 */
export function toPortError(error: unknown, attempt: Attempt): PortError {
  if (error instanceof PortError) {
    return error;
  }
  if (!(error instanceof ApiRefusal)) {
    return new StoreUnavailableError(
      `The Kubernetes API server cannot be reached: ${reasonOf(error)}`,
      { cause: error },
    );
  }
  const text = `${attempt.kind.kind} ${attempt.path}: ${error.message}`;
  const options = { cause: error };
  if (error.isTooLarge) {
    return new ResourceInvalidError(text, options);
  }
  if (error.isExpired) {
    return attempt.verb === 'watch'
      ? new ResourceVersionExpiredError(text, options)
      : new ContinueTokenExpiredError(text, options);
  }
  switch (error.code) {
    case 400:
    case 422:
      return new ResourceInvalidError(text, options);
    case 403:
      // Into a namespace that is being deleted nothing can be written; everything else is a matter of rights.
      return isNamespaceTerminating(error)
        ? new ResourceInvalidError(`metadata.namespace: ${text}`, options)
        : new StoreUnavailableError(text, { ...options, forbidden: true });
    case 404:
      return notFound(error, attempt, text);
    case 409:
      return error.reason === 'AlreadyExists'
        ? new ResourceExistsError(text, options)
        : new ResourceConflictError(text, options);
    default:
      return new StoreUnavailableError(text, options);
  }
}

function notFound(
  error: ApiRefusal,
  { verb, kind }: Attempt,
  text: string,
): PortError {
  const options = { cause: error };
  if (error.status?.details?.name === undefined) {
    return new StoreUnavailableError(
      `The API server does not serve ${kind.plural} of ${kind.apiVersion}: are the CustomResourceDefinitions of this version installed? (${error.message})`,
      options,
    );
  }
  return verb === 'create'
    ? new ResourceInvalidError(`metadata.namespace: ${text}`, options)
    : new ResourceNotFoundError(text, options);
}

function isNamespaceTerminating({ status }: ApiRefusal): boolean {
  return (status?.details?.causes ?? []).some(
    cause => cause.reason === 'NamespaceTerminating',
  );
}

/** Fetch hides what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}
