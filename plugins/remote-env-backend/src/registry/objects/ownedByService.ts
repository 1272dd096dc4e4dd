import {
  RemoteServiceKind,
  type OwnerReference,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';

/** Makes an object of the same namespace go with the service that it belongs to. */
export function ownedByService({
  name,
  uid,
}: RemoteService['metadata']): OwnerReference {
  return {
    apiVersion: RemoteServiceKind.apiVersion,
    kind: RemoteServiceKind.kind,
    name,
    uid,
    controller: true,
  };
}
