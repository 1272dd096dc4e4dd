import type { RemoteService } from '@remote-env/plugin-remote-env-common';
import { PreconditionFailedError, ServiceNotFoundError } from '../errors';
import type { EnvironmentIdentity } from '../model';
import { isServiceId } from '../objects/naming';
import { entityTag } from '../objects/toRegisteredService';
import {
  isVisible,
  storedService,
  type RegistryContext,
} from '../RegistryContext';

/**
 * The service that a change is about, as it is now.
 *
 * @throws ServiceNotFoundError, PreconditionFailedError
 */
export async function currentOf(
  context: RegistryContext,
  wanted: {
    environment: EnvironmentIdentity;
    id: string;
    ifMatch: string | undefined;
  },
): Promise<RemoteService> {
  const { environment, id, ifMatch } = wanted;
  const found = isServiceId(id)
    ? await storedService(context, environment, id)
    : undefined;
  if (!found || !isVisible(found)) {
    throw new ServiceNotFoundError(`Service with ID ${id} not found`);
  }
  if (ifMatch !== undefined && entityTag(found) !== ifMatch) {
    throw new PreconditionFailedError(
      `service '${id}' is not the one that If-Match names`,
    );
  }
  return found;
}
