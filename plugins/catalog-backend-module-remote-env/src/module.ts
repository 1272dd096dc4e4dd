import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import {
  readRemoteEnvConfig,
  resourceStoreServiceRef,
} from '@remote-env/plugin-remote-env-node';
import { RemoteEnvEntityProvider } from './RemoteEnvEntityProvider';

/** Puts remote environments and their services into the catalog. */
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
        store: resourceStoreServiceRef,
      },
      async init({ catalog, config, lifecycle, logger, store }) {
        const own = config.getOptionalConfig('catalog.providers.remoteEnv');
        const provider = RemoteEnvEntityProvider.create({
          store,
          namespace: readRemoteEnvConfig(config).namespaces.system,
          defaults: {
            lifecycle: own?.getOptionalString('lifecycle') ?? 'production',
            owner:
              own?.getOptionalString('defaultOwner') ?? 'group:default/unknown',
          },
          logger,
        });
        catalog.addEntityProvider(provider);
        lifecycle.addShutdownHook(() => provider.close());
      },
    });
  },
});
