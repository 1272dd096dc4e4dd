import type { DocumentRole } from '@remote-env/plugin-remote-env-common';
import type {
  EnvironmentIdentity,
  OpenedDocument,
  RegisteredService,
  ServicePage,
} from './model';

/**
 * The services of remote environments. Every change is all or nothing: readers see a service as it was before
 * or as it is after, and only services that are complete.
 */
export interface ServiceRegistry {
  /**
   * @param definition - body of wire-contracts 1.2, as parsed JSON
   * @throws ServiceInvalidError, ServiceExistsError, SpecificationFetchError, EnvironmentGoneError
   */
  register(
    environment: EnvironmentIdentity,
    definition: unknown,
  ): Promise<RegisteredService>;

  /** Services of one environment in the order of their ids. A page may hold fewer than `limit` and still not be the last. */
  list(
    environment: EnvironmentIdentity,
    options?: { limit?: number; continue?: string },
  ): Promise<ServicePage>;

  /** @param idOrName - the id, or the readable name */
  get(
    environment: EnvironmentIdentity,
    idOrName: string,
  ): Promise<RegisteredService | undefined>;

  /**
   * Replaces everything but id, name and identifier. Without any specification the stored documents stay; a
   * masked secret keeps the stored one.
   *
   * @param options - `ifMatch`: entity tag that must be the current one
   * @throws ServiceNotFoundError, ServiceInvalidError, PreconditionFailedError, SpecificationFetchError
   */
  replace(
    environment: EnvironmentIdentity,
    id: string,
    definition: unknown,
    options?: { ifMatch?: string },
  ): Promise<RegisteredService>;

  /** Removes it with its secrets and documents. `false` when there was nothing to remove. */
  delete(
    environment: EnvironmentIdentity,
    id: string,
    options?: { ifMatch?: string },
  ): Promise<boolean>;

  /** The document byte for byte as it was registered, or undefined when the service has none of that role. */
  openDocument(
    environment: EnvironmentIdentity,
    id: string,
    role: DocumentRole,
  ): Promise<OpenedDocument | undefined>;
}
