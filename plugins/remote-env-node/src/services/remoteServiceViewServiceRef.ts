import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import {
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { readRemoteEnvConfig } from '../config';
import { ResourceCache } from '../informer';
import { resourceStoreServiceRef } from './resourceStoreServiceRef';

/**
 * Every registered service, as the store's watch keeps it, shared by the plugins that show them elsewhere: ten
 * thousand are read and held once. Wait for `ready` before the first look.
 */
export const remoteServiceViewServiceRef = createServiceRef<
  ResourceCache<RemoteService>
>({
  id: 'remote-env.remoteServiceView',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.rootLogger,
        store: resourceStoreServiceRef,
      },
      factory({ config, lifecycle, logger, store }) {
        const view = ResourceCache.start(store, RemoteServiceKind, {
          namespace: readRemoteEnvConfig(config).namespaces.system,
          mayLag: true,
          logger: logger.child({ service: service.id }),
        });
        lifecycle.addShutdownHook(() => view.close());
        return view;
      },
    }),
});
