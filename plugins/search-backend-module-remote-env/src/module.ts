import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import {
  documentStoreServiceRef,
  readRemoteEnvConfig,
  resourceStoreServiceRef,
} from '@remote-env/plugin-remote-env-node';
import { DocumentWords } from './DocumentWords';
import { RemoteServiceCollatorFactory } from './RemoteServiceCollatorFactory';

const DEFAULT_SCHEDULE = {
  frequency: { minutes: 2 },
  timeout: { minutes: 5 },
  initialDelay: { seconds: 3 },
};

/** Lets Backstage search find registered services. */
export const searchModuleRemoteEnv = createBackendModule({
  pluginId: 'search',
  moduleId: 'remote-env',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        documents: documentStoreServiceRef,
        logger: coreServices.logger,
        registry: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
        store: resourceStoreServiceRef,
      },
      async init({ config, documents, logger, registry, scheduler, store }) {
        const schedule = config.getOptionalConfig(
          'search.collators.remoteEnv.schedule',
        );
        registry.addCollator({
          schedule: scheduler.createScheduledTaskRunner(
            schedule
              ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
              : DEFAULT_SCHEDULE,
          ),
          factory: RemoteServiceCollatorFactory.create({
            store,
            namespace: readRemoteEnvConfig(config).namespaces.system,
            words: DocumentWords.create({ documents, logger }),
          }),
        });
      },
    });
  },
});
