import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  ObjectEvents,
  RemoteEnvConfig,
  ServiceView,
} from '@remote-env/plugin-remote-env-node';
import { EnvironmentKeeper } from '../connections';
import { putRightNotice } from '../notices';
import { isTrustSecret } from '../trust';
import type { Domain } from './createDomain';
import { createAnnounce } from './createAnnounce';

/** Begins to keep what is stored as it should be, whoever changes it. Close what it returns. */
export function startKeepers(options: {
  config: Pick<RemoteEnvConfig, 'admins' | 'namespaces'>;
  domain: Pick<
    Domain,
    | 'activity'
    | 'anchors'
    | 'cleanup'
    | 'connections'
    | 'notices'
    | 'registry'
    | 'store'
  >;
  events: ObjectEvents;
  logger: LoggerService;
  services: ServiceView;
  tuning?: { settleMs?: number; resyncMs?: number };
}): { close(): Promise<void> } {
  const { config, domain, events, logger, services, tuning } = options;
  const { anchors, registry, store } = domain;
  const announce = createAnnounce({ ...domain, events, logger });
  const serviceKeeper = registry.startKeeper({
    ...tuning,
    announce,
    services,
    onSecretGone: name => {
      if (isTrustSecret(name)) {
        anchors
          .prepare()
          .then(() => logger.info(`Made the Secret '${name}' again`))
          .catch(error =>
            logger.error(`The Secret '${name}' is gone: ${error}`),
          );
      }
    },
  });
  const environments = EnvironmentKeeper.start({
    ...tuning,
    store,
    namespace: config.namespaces.system,
    announce,
    cleanUp: environment => domain.cleanup.run(environment),
    decisions: domain.connections.decisions,
    onPutRight: (environment, approval, because) =>
      void domain.notices.send(
        putRightNotice(environment, {
          approval,
          because,
          admins: config.admins,
        }),
      ),
    logger,
  });
  return {
    close: async () => {
      await Promise.all([serviceKeeper.close(), environments.close()]);
    },
  };
}
