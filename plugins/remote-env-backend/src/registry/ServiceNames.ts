import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { SERVICE_NAME_LABEL, serviceName } from './objects/naming';

/** Finds services by their readable names. */
export interface ServiceNames {
  /** @returns id of the service of this environment, in whatever phase, that has this name */
  holderOf(environmentUid: string, name: string): Promise<string | undefined>;
}

/**
 * Asks the store by label. An API server reads every service for that: with thousands of them it takes longer than the
 * whole rest of a registration.
 */
export class StoredServiceNames implements ServiceNames {
  readonly #resources: ResourceStore;
  readonly #namespace: string;

  static create(resources: ResourceStore, namespace: string): ServiceNames {
    return new StoredServiceNames(resources, namespace);
  }

  private constructor(resources: ResourceStore, namespace: string) {
    this.#resources = resources;
    this.#namespace = namespace;
  }

  async holderOf(
    environmentUid: string,
    name: string,
  ): Promise<string | undefined> {
    const { items } = await this.#resources.list(RemoteServiceKind, {
      namespace: this.#namespace,
      labels: { [SERVICE_NAME_LABEL]: name },
    });
    return items.find(({ spec }) => spec.environment.uid === environmentUid)
      ?.spec.id;
  }
}

/** The readable name of a new service. Five digits of a hash are few where thousands of services have one display name. */
export async function freeName(
  names: ServiceNames,
  environmentUid: string,
  displayName: string,
  id: string,
): Promise<string> {
  const name = serviceName(displayName, id);
  return (await names.holderOf(environmentUid, name)) === undefined
    ? name
    : serviceName(displayName, id, 12);
}
