import { StoreUnavailableError } from '@remote-env/plugin-remote-env-node';
import { isDatabaseUnavailable } from '../../../database/isDatabaseUnavailable';
import { mapRegistryError } from './mapRegistryError';

const MAX_LENGTH = 500;

/**
 * Why a change failed, for the activity log, which people read: the registry's own errors are written for them. Of
 * others, such as `error` of a database or a mistake in the program, nothing is told.
 */
export function reasonOf(error: unknown): string {
  if (isDatabaseUnavailable(error)) {
    return "The portal's database could not be reached";
  }
  const isForPeople =
    error instanceof StoreUnavailableError || mapRegistryError(error);
  return error instanceof Error && isForPeople
    ? `${error.name}: ${error.message}`.slice(0, MAX_LENGTH)
    : 'internal error';
}
