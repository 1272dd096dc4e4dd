import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  isCompleteService,
  RemoteServiceManifestKind,
  type RemoteService,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '../ports';
import { ResourceCache } from './ResourceCache';

/** Name of the index of services by the name of their environment. */
export const BY_ENVIRONMENT = 'environment';

/**
 * All services as the store's watch keeps them, also those that are not complete (`isCompleteService`). There may be a
 * hundred thousand: go through `values` rather than `list`.
 */
export type ServiceView = ResourceCache<RemoteServiceManifest>;

/** @param options - `namespace`: the system namespace */
export function followServices(
  store: ResourceStore,
  options: { namespace: string; logger?: LoggerService },
): ServiceView {
  return ResourceCache.start(store, RemoteServiceManifestKind, {
    ...options,
    mayLag: true,
    packed: true,
  }).index(BY_ENVIRONMENT, ({ spec }) => spec.environment.name);
}

/** What others than the portal's keeper have to do with, one after the other. */
export function* completeServices(view: ServiceView): Generator<RemoteService> {
  for (const service of view.values()) {
    if (isCompleteService(service)) {
      yield service;
    }
  }
}
