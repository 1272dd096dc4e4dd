import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readRemoteEnvConfig } from '../config';
import { createFilesystemDocumentStore } from '../filesystem';
import type { DocumentStore } from '../ports';

/**
 * The document store of this installation. Replace its factory to bring an adapter of your own
 * (docs/decisions/0001-foundation.md).
 */
export const documentStoreServiceRef = createServiceRef<DocumentStore>({
  id: 'remote-env.documentStore',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.rootLifecycle,
      },
      async factory({ config, lifecycle }) {
        const { documentStore } = readRemoteEnvConfig(config);
        const store = await createFilesystemDocumentStore(
          documentStore.filesystem,
        );
        lifecycle.addShutdownHook(() => store.close());
        return store;
      },
    }),
});
