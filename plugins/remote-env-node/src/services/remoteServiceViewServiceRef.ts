import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readRemoteEnvConfig } from '../config';
import { followServices, type ServiceView } from '../informer';
import { resourceStoreServiceRef } from './resourceStoreServiceRef';

/**
 * Every service, as the store's watch keeps it, shared by all plugins that look at all of them: ten thousand are read
 * and held once. Wait for `ready` before the first look.
 */
export const remoteServiceViewServiceRef = createServiceRef<ServiceView>({
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
        const view = followServices(store, {
          namespace: readRemoteEnvConfig(config).namespaces.system,
          logger: logger.child({ service: service.id }),
        });
        lifecycle.addShutdownHook(() => view.close());
        return view;
      },
    }),
});
