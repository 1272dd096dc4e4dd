import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  documentStoreServiceRef,
  objectEventsServiceRef,
  readRemoteEnvConfig,
  remoteServiceViewServiceRef,
  resourceStoreServiceRef,
} from '@remote-env/plugin-remote-env-node';
import { openPortalDatabase } from './database/openPortalDatabase';
import { createGatewayHealth, GatewayControl } from './gateway';
import { ChangeSignals } from './wiring/ChangeSignals';
import { createDomain } from './wiring/createDomain';
import { createRoutes } from './wiring/createRoutes';
import { registerPermissions } from './wiring/registerPermissions';
import { scheduleTasks } from './wiring/scheduleTasks';
import { startGateway } from './wiring/startGateway';
import { startKeepers } from './wiring/startKeepers';

/** Remote environments: connections, trust, registry, consumers, and the gateway beside the portal. */
export const remoteEnvPlugin = createBackendPlugin({
  pluginId: 'remote-env',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        documents: documentStoreServiceRef,
        events: objectEventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        services: remoteServiceViewServiceRef,
        signals: signalsServiceRef,
        store: resourceStoreServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { httpRouter, lifecycle, logger, scheduler, signals } = deps;
        const config = readRemoteEnvConfig(deps.config);
        const changes = ChangeSignals.create({ signals, logger });
        const domain = await createDomain({
          config,
          portalUrl: deps.config.getString('backend.baseUrl'),
          knex: await openPortalDatabase(deps.database),
          store: deps.store,
          documents: deps.documents,
          logger,
          notifications: deps.notifications,
          onActivity: uids => changes.recorded(uids),
        });
        domain.index.onChange(change => changes.observe(change));
        domain.index.start();
        domain.clients.current.start();
        domain.revocationLists.start();

        const control = GatewayControl.create({
          socketPath: config.gateway.socketPath,
          token: config.gateway.controlToken,
        });
        const gateway = startGateway({ config, control, lifecycle, logger });

        registerPermissions(deps.permissionsRegistry, {
          store: deps.store,
          namespace: config.namespaces.system,
        });
        httpRouter.use(
          await createRoutes({
            ...deps,
            config,
            domain,
            control,
            gatewayHealth: createGatewayHealth({
              control,
              supervisor: gateway,
            }),
          }),
        );
        await scheduleTasks({ config, domain, scheduler, logger });

        const reconciler = domain.registry.startReconciler();
        const keepers = startKeepers({
          config,
          domain,
          events: deps.events,
          logger,
          services: deps.services,
        });
        lifecycle.addShutdownHook(async () => {
          changes.stop();
          domain.clients.current.stop();
          domain.revocationLists.stop();
          await Promise.allSettled([
            reconciler.close(),
            keepers.close(),
            domain.registry.settled(),
            domain.serviceCalls.stop(),
            domain.summaries.stop(),
            domain.index.stop(),
            domain.specifications.close(),
            domain.derivations.stop(),
            domain.exportWorker.close(),
            domain.versions.stop(),
            domain.comparisons.stop(),
            domain.activity.close(),
          ]);
        });
      },
    });
  },
});
