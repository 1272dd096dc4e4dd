import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  readRemoteEnvConfig,
  remoteServiceViewServiceRef,
  resourceStoreServiceRef,
} from '@remote-env/plugin-remote-env-node';
import { readEntityOptions } from './config';
import { NoEntityProvider } from './provider/NoEntityProvider';
import { RemoteEnvEntityProvider } from './provider/RemoteEnvEntityProvider';

/** Remote environments and their services as catalog entities. */
export const catalogModuleRemoteEnv = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'remote-env',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        services: remoteServiceViewServiceRef,
        store: resourceStoreServiceRef,
      },
      async init({ catalog, config, lifecycle, logger, services, store }) {
        const entities = readEntityOptions(config);
        if (!entities) {
          catalog.addEntityProvider(new NoEntityProvider());
          return;
        }
        const provider = RemoteEnvEntityProvider.create({
          store,
          services,
          namespace: readRemoteEnvConfig(config).namespaces.system,
          entities,
          logger,
        });
        catalog.addEntityProvider(provider);
        lifecycle.addShutdownHook(() => provider.close());
      },
    });
  },
});
