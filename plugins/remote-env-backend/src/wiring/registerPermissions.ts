import type { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import {
  RemoteEnvironmentKind,
  remoteEnvPermissions,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  environmentPermissionRules,
  environmentResourceRef,
} from '@remote-env/plugin-remote-env-node/permissions';

/** Makes our permissions, and environments as what they are about, known to the permission framework. */
export function registerPermissions(
  permissionsRegistry: PermissionsRegistryService,
  options: { store: ResourceStore; namespace: string },
) {
  const { store, namespace } = options;
  permissionsRegistry.addResourceType({
    resourceRef: environmentResourceRef,
    permissions: remoteEnvPermissions.filter(permission =>
      isResourcePermission(permission),
    ),
    rules: Object.values(environmentPermissionRules),
    getResources: names =>
      Promise.all(
        names.map(name =>
          store.get(RemoteEnvironmentKind, { namespace, name }),
        ),
      ),
  });
  permissionsRegistry.addPermissions(
    remoteEnvPermissions.filter(
      permission => !isResourcePermission(permission),
    ),
  );
}
