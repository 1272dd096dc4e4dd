import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  RemoteServiceManifestKind,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '../ports';
import { ResourceCache } from './ResourceCache';

/** Name of the index of services by the name of their environment. */
export const BY_ENVIRONMENT = 'environment';

/** All services as the store's watch keeps them, also those that are not complete (`isCompleteService`). */
export type ServiceView = ResourceCache<RemoteServiceManifest>;

/** @param options - `namespace`: the system namespace */
export function followServices(
  store: ResourceStore,
  options: { namespace: string; logger?: LoggerService },
): ServiceView {
  return ResourceCache.start(store, RemoteServiceManifestKind, {
    ...options,
    mayLag: true,
  }).index(BY_ENVIRONMENT, ({ spec }) => spec.environment.name);
}
