import {
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';

/** Resource type of a remote environment; resource refs are environment names. */
export const RESOURCE_TYPE_ENVIRONMENT = 'remote-env-environment';

const onEnvironment = <
  A extends 'create' | 'read' | 'update' | 'delete' | undefined,
>(
  name: string,
  action: A,
) =>
  createPermission({
    name: `remote-env.${name}`,
    attributes: action ? { action } : {},
    resourceType: RESOURCE_TYPE_ENVIRONMENT,
  });

/** See environments, their services and documents. */
export const environmentReadPermission = onEnvironment(
  'environment.read',
  'read',
);
/** Request a new remote environment. */
export const environmentCreatePermission = createPermission({
  name: 'remote-env.environment.create',
  attributes: { action: 'create' },
});
export const environmentUpdatePermission = onEnvironment(
  'environment.update',
  'update',
);
export const environmentDeletePermission = onEnvironment(
  'environment.delete',
  'delete',
);
/** Approve, reject, resume. */
export const environmentApprovePermission = onEnvironment(
  'environment.approve',
  'update',
);
/** Cut off, until it is resumed. */
export const environmentSuspendPermission = onEnvironment(
  'environment.suspend',
  'update',
);
/** Cut off for good. */
export const environmentRetirePermission = onEnvironment(
  'environment.retire',
  'update',
);
/** See the list of what waits for approval; what is on it follows from the permission to approve. */
export const approvalsReadPermission = createPermission({
  name: 'remote-env.approvals.read',
  attributes: { action: 'read' },
});
/** Fetch a one-time token, or have a certificate signed in the browser. */
export const tokenIssuePermission = onEnvironment('token.issue', 'create');
export const certificateRevokePermission = onEnvironment(
  'certificate.revoke',
  'delete',
);
/** Register services, and change and replace what is registered. */
export const serviceRegisterPermission = onEnvironment(
  'service.register',
  'update',
);
/** Say until when a service is there, and what takes its place. */
export const serviceRetirePermission = onEnvironment(
  'service.retire',
  'update',
);
export const serviceRemovePermission = onEnvironment(
  'service.remove',
  'delete',
);
/** Try a registered API out through the portal. */
export const serviceInvokePermission = onEnvironment(
  'service.invoke',
  undefined,
);
export const bindingManagePermission = onEnvironment(
  'binding.manage',
  'update',
);
export const subscriptionManagePermission = onEnvironment(
  'subscription.manage',
  'update',
);
/** Send an event in the name of the environment from portal or CLI. */
export const eventSendPermission = onEnvironment('event.send', undefined);
/** See the state of gateway, index and stores. */
export const operationsReadPermission = createPermission({
  name: 'remote-env.operations.read',
  attributes: { action: 'read' },
});

/** Compare and rebuild the index. */
export const operationsManagePermission = createPermission({
  name: 'remote-env.operations.manage',
  attributes: { action: 'update' },
});

/** Replace the authority that signs client certificates. */
export const authorityRotatePermission = createPermission({
  name: 'remote-env.authority.rotate',
  attributes: { action: 'update' },
});

/** Every permission of this plugin. */
export const remoteEnvPermissions: Permission[] = [
  environmentReadPermission,
  environmentCreatePermission,
  environmentUpdatePermission,
  environmentDeletePermission,
  environmentApprovePermission,
  environmentSuspendPermission,
  environmentRetirePermission,
  approvalsReadPermission,
  tokenIssuePermission,
  certificateRevokePermission,
  serviceRegisterPermission,
  serviceRetirePermission,
  serviceRemovePermission,
  serviceInvokePermission,
  bindingManagePermission,
  subscriptionManagePermission,
  eventSendPermission,
  operationsReadPermission,
  operationsManagePermission,
  authorityRotatePermission,
];
