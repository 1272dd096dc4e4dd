import {
  RemoteServiceManifestKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import type { RegistryContext } from '../RegistryContext';
import { namedSecrets } from './serviceCredentials';
import { serviceStatus } from './serviceStatus';

/**
 * Says in the status of a service that has just been registered, with all that belongs to it, what the keeper would
 * find by reading all of it again. The keeper says it where this fails.
 */
export async function tellCommitted(
  { resources, logger }: Pick<RegistryContext, 'resources' | 'logger'>,
  service: RemoteService,
): Promise<void> {
  const findings = {
    problems: [],
    credentials: {
      ready: true,
      reason:
        namedSecrets(service.spec).length > 0
          ? ('Present' as const)
          : ('NotNeeded' as const),
      message: '',
    },
    committed: true,
  };
  try {
    await resources.updateStatus(RemoteServiceManifestKind, {
      ...service,
      status: serviceStatus(service, findings, new Date()),
    });
  } catch (error) {
    logger.debug(
      `the status of service ${service.spec.id} is left to the keeper: ${error}`,
    );
  }
}
