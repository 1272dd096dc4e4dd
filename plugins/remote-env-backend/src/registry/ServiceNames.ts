import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { SERVICE_NAME_LABEL } from './objects/naming';

/** Finds services by their readable names. */
export interface ServiceNames {
  /** @returns whether a service of this environment, in whatever phase, has this name */
  isTaken(environmentUid: string, name: string): Promise<boolean>;
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

  async isTaken(environmentUid: string, name: string): Promise<boolean> {
    const { items } = await this.#resources.list(RemoteServiceKind, {
      namespace: this.#namespace,
      labels: { [SERVICE_NAME_LABEL]: name },
    });
    return items.some(({ spec }) => spec.environment.uid === environmentUid);
  }
}
