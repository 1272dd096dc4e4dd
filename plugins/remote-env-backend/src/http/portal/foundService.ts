import { NotFoundError } from '@backstage/errors';
import type {
  EnvironmentIdentity,
  RegisteredService,
  ServiceRegistry,
} from '../../registry';

/**
 * @param idOrName - the id, or the readable name
 * @throws NotFoundError
 */
export async function foundService(
  registry: ServiceRegistry,
  environment: EnvironmentIdentity,
  idOrName: string,
): Promise<RegisteredService> {
  const service = await registry.get(environment, idOrName);
  if (!service) {
    throw new NotFoundError(
      `There is no service '${idOrName}' in '${environment.name}'`,
    );
  }
  return service;
}
