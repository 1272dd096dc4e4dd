import { mockServices } from '@backstage/backend-test-utils';
import {
  followServices,
  type ResourceStore,
  type ServiceView,
} from '@remote-env/plugin-remote-env-node';
import { RemoteEnvEntityProvider } from '../provider/RemoteEnvEntityProvider';
import { NAMESPACE, TestInstallation } from './objects';
import { TestCatalog } from './TestCatalog';

/** For each test of one file: an installation, a catalog, and providers between them. */
export function useProviders() {
  let installation: TestInstallation;
  let catalog: TestCatalog;
  const providers: RemoteEnvEntityProvider[] = [];
  const views: ServiceView[] = [];

  async function stop() {
    await Promise.all(providers.splice(0).map(provider => provider.close()));
    await Promise.all(views.splice(0).map(view => view.close()));
  }

  beforeEach(async () => {
    installation = await TestInstallation.create();
    catalog = new TestCatalog();
  });

  afterEach(async () => {
    await stop();
    await installation.dispose();
  });

  return {
    given: () => ({ installation, catalog }),

    start: async (store: ResourceStore = installation.store) => {
      const services = followServices(store, { namespace: NAMESPACE });
      views.push(services);
      const provider = RemoteEnvEntityProvider.create({
        store,
        services,
        namespace: NAMESPACE,
        entities: {
          namespace: 'default',
          lifecycle: 'production',
          defaultOwner: 'unknown',
          appUrl: 'http://localhost:7007',
        },
        logger: mockServices.logger.mock(),
      });
      providers.push(provider);
      await provider.connect(catalog);
      return provider;
    },

    /** As a portal ends. */
    stop,
  };
}
