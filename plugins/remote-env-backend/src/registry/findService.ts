import {
  ENVIRONMENT_LABEL,
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { ContinueTokenExpiredError } from '@remote-env/plugin-remote-env-node';
import { ServiceInvalidError } from './errors';
import type { EnvironmentIdentity, ServicePage } from './model';
import { isServiceId, SERVICE_NAME_LABEL } from './objects/naming';
import { toRegisteredService } from './objects/toRegisteredService';
import {
  isVisible,
  storedService,
  type RegistryContext,
} from './RegistryContext';

/** Without a limit a list has at most this many services (wire-contracts 1.2). */
const MAX_LISTED = 10_000;

/**
 * A service that readers of this environment see.
 *
 * @param idOrName - the id, or the readable name
 */
export async function findService(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  idOrName: string,
): Promise<RemoteService | undefined> {
  if (isServiceId(idOrName)) {
    const found = await storedService(context, environment, idOrName);
    return found && isVisible(found) ? found : undefined;
  }
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(idOrName)) {
    return undefined;
  }
  const { resources, namespace } = context;
  const { items } = await resources.list(RemoteServiceKind, {
    namespace,
    labels: { [SERVICE_NAME_LABEL]: idOrName.replace(/-+$/, '') },
  });
  return items.find(service => isReadableIn(service, environment));
}

/**
 * Services of one environment in the order of their ids.
 *
 * @throws ServiceInvalidError for a continue token that is not good any more
 */
export async function listServices(
  { resources, namespace }: RegistryContext,
  environment: EnvironmentIdentity,
  options: { limit?: number; continue?: string },
): Promise<ServicePage> {
  try {
    const page = await resources.list(RemoteServiceKind, {
      namespace,
      labels: { [ENVIRONMENT_LABEL]: environment.name },
      limit: options.limit ?? MAX_LISTED,
      continue: options.continue,
    });
    return {
      items: page.items
        .filter(service => isReadableIn(service, environment))
        .map(toRegisteredService),
      continue: page.continue,
    };
  } catch (error) {
    if (error instanceof ContinueTokenExpiredError) {
      throw new ServiceInvalidError(
        'continue is not valid any more; start the list again',
        { cause: error },
      );
    }
    throw error;
  }
}

function isReadableIn(
  service: RemoteService,
  { uid }: EnvironmentIdentity,
): boolean {
  return service.spec.environment.uid === uid && isVisible(service);
}
