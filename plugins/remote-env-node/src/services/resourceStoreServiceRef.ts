import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readRemoteEnvConfig } from '../config';
import type { ResourceStore } from '../ports';
import { createResourceStore } from './createResourceStore';

/**
 * The resource store of this installation, shared by every plugin of ours in the process. Replace its factory to
 * bring an adapter of your own (docs/decisions/0001-foundation.md).
 */
export const resourceStoreServiceRef = createServiceRef<ResourceStore>({
  id: 'remote-env.resourceStore',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.rootLogger,
      },
      async factory({ config, lifecycle, logger }) {
        const { resourceStore, secrets } = readRemoteEnvConfig(config);
        const store = await createResourceStore(resourceStore, {
          encryptionKey: Buffer.from(secrets.encryptionKey, 'base64'),
          logger: logger.child({ service: service.id }),
        });
        lifecycle.addShutdownHook(() => store.close());
        return store;
      },
    }),
});
