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
import { DocumentOutlines } from './DocumentOutlines';
import { DocumentWords } from './DocumentWords';
import { PacedTaskRunner } from './PacedTaskRunner';
import { RemoteOperationCollatorFactory } from './RemoteOperationCollatorFactory';
import { RemoteServiceCollatorFactory } from './RemoteServiceCollatorFactory';

const DEFAULT_SCHEDULE = {
  frequency: { minutes: 2 },
  timeout: { minutes: 5 },
  initialDelay: { seconds: 3 },
};

/** Of all services together: the engine without a database of its own keeps them in the portal's memory. */
const MAX_OPERATIONS = 20_000;

/** Of the time: the index is always built as a whole, at a leisurely pace, and others wait longer meanwhile. */
const SHARE = 0.1;

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
        const own = config.getOptionalConfig('search.collators.remoteEnv');
        const schedule = own?.getOptionalConfig('schedule');
        const pacedRunner = () =>
          PacedTaskRunner.create({
            runner: scheduler.createScheduledTaskRunner(
              schedule
                ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
                : DEFAULT_SCHEDULE,
            ),
            share: SHARE,
            changes: () => changes,
          });
        registry.addCollator({
          schedule: pacedRunner(),
          factory: RemoteServiceCollatorFactory.create({
            services,
            words: DocumentWords.create({ documents, logger }),
          }),
        });
        registry.addCollator({
          schedule: pacedRunner(),
          factory: RemoteOperationCollatorFactory.create({
            services,
            outlines: DocumentOutlines.create({ documents, logger }),
            logger,
            maxOperations:
              own?.getOptionalNumber('maxOperations') ?? MAX_OPERATIONS,
            // They come after the services that have them, of which no change tells.
            onMissing: count => {
              changes += count > 0 ? 1 : 0;
            },
          }),
        });
      },
    });
  },
});
