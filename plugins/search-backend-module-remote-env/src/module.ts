import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import {
  changesMoreThanStatus,
  documentStoreServiceRef,
  remoteServiceViewServiceRef,
} from '@remote-env/plugin-remote-env-node';
import { DocumentWords } from './DocumentWords';
import { PacedTaskRunner } from './PacedTaskRunner';
import { RemoteServiceCollatorFactory } from './RemoteServiceCollatorFactory';

const DEFAULT_SCHEDULE = {
  frequency: { minutes: 2 },
  timeout: { minutes: 5 },
  initialDelay: { seconds: 3 },
};

/** Of the time: the index is always built as a whole, at a leisurely pace. */
const SHARE = 0.25;

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
        services: remoteServiceViewServiceRef,
      },
      async init({ config, documents, logger, registry, scheduler, services }) {
        let changes = 0;
        services.onChange(change => {
          changes += changesMoreThanStatus(change) ? 1 : 0;
        });
        const schedule = config.getOptionalConfig(
          'search.collators.remoteEnv.schedule',
        );
        registry.addCollator({
          schedule: PacedTaskRunner.create({
            runner: scheduler.createScheduledTaskRunner(
              schedule
                ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
                : DEFAULT_SCHEDULE,
            ),
            share: SHARE,
            changes: () => changes,
          }),
          factory: RemoteServiceCollatorFactory.create({
            services,
            words: DocumentWords.create({ documents, logger }),
          }),
        });
      },
    });
  },
});
