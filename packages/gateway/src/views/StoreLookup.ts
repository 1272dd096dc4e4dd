import {
  certificateObjectName,
  ClientCertificateKind,
  ConnectionApprovalKind,
  ENVIRONMENT_NAME_PATTERN,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import type { ConnectionsLookup } from './ConnectionsView';
import { certificateRecord, environmentRecord, verdictOn } from './project';

/** @param namespace - the system namespace */
export function createStoreLookup(
  store: ResourceStore,
  namespace: string,
): ConnectionsLookup {
  return {
    async environment(name) {
      // Names come from paths; a store refuses what can be no name.
      if (!ENVIRONMENT_NAME_PATTERN.test(name)) {
        return undefined;
      }
      const object = await store.get(RemoteEnvironmentKind, {
        namespace,
        name,
      });
      return object && environmentRecord(object);
    },

    async verdict(environment) {
      return verdictOn(
        environment,
        await store.get(ConnectionApprovalKind, {
          namespace,
          name: environment.name,
        }),
      );
    },

    async certificate(fingerprint) {
      const object = await store.get(ClientCertificateKind, {
        namespace,
        name: certificateObjectName(fingerprint),
      });
      return object && certificateRecord(object);
    },
  };
}
