import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { RemoteEnvPermissionPolicy } from './RemoteEnvPermissionPolicy';

/** Installs the policy of owners, developers and admins. */
export const permissionModuleRemoteEnv = createBackendModule({
  pluginId: 'permission',
  moduleId: 'remote-env',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
        userInfo: coreServices.userInfo,
      },
      async init({ config, policy, userInfo }) {
        policy.setPolicy(
          RemoteEnvPermissionPolicy.create({
            admins: config.getOptionalStringArray('remoteEnv.admins') ?? [],
            userInfo,
          }),
        );
      },
    });
  },
});
