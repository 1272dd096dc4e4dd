import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import type { EnvironmentIdentity } from '../model';
import type { RegistryContext } from '../RegistryContext';
import { SERVICE_NAME_LABEL, serviceName } from './naming';

type NamesContext = Pick<RegistryContext, 'resources' | 'namespace'>;

/** @returns id of the service of this environment that has the name */
export async function takenBy(
  { resources, namespace }: NamesContext,
  environment: EnvironmentIdentity,
  name: string,
): Promise<string | undefined> {
  const { items } = await resources.list(RemoteServiceKind, {
    namespace,
    labels: { [SERVICE_NAME_LABEL]: name },
  });
  return items.find(({ spec }) => spec.environment.uid === environment.uid)
    ?.spec.id;
}

/** The readable name of a new service. Five digits of a hash are few where thousands of services have one display name. */
export async function freeName(
  context: NamesContext,
  environment: EnvironmentIdentity,
  displayName: string,
  id: string,
): Promise<string> {
  const name = serviceName(displayName, id);
  return (await takenBy(context, environment, name)) === undefined
    ? name
    : serviceName(displayName, id, 12);
}
