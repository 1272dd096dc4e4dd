import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readRemoteEnvConfig } from '../config';
import type { DocumentStore } from '../ports';
import { createDocumentStore } from './createDocumentStore';

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
        const store = await createDocumentStore(documentStore);
        lifecycle.addShutdownHook(() => store.close());
        return store;
      },
    }),
});
