import type { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type BasicPermission,
  type Permission,
  type PolicyDecision,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  bindingManagePermission,
  certificateRevokePermission,
  environmentCreatePermission,
  environmentDeletePermission,
  environmentReadPermission,
  environmentRetirePermission,
  environmentUpdatePermission,
  eventSendPermission,
  RESOURCE_TYPE_ENVIRONMENT,
  serviceInvokePermission,
  serviceRegisterPermission,
  serviceRemovePermission,
  serviceRetirePermission,
  subscriptionManagePermission,
  tokenIssuePermission,
} from '@remote-env/plugin-remote-env-common';
import {
  createEnvironmentConditionalDecision,
  environmentConditions,
  normalizeEntityRef,
} from '@remote-env/plugin-remote-env-node/permissions';

/** What whoever is signed in may do, in any environment. */
const EVERYBODY: (BasicPermission | ResourcePermission)[] = [
  environmentReadPermission,
  environmentCreatePermission,
];

/** What owner and requester of an environment may do in it. */
const OWNERS: ResourcePermission[] = [
  environmentUpdatePermission,
  environmentDeletePermission,
  environmentRetirePermission,
  tokenIssuePermission,
  certificateRevokePermission,
  serviceRegisterPermission,
  serviceRetirePermission,
  serviceRemovePermission,
  serviceInvokePermission,
  bindingManagePermission,
  subscriptionManagePermission,
  eventSendPermission,
];

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

function isOneOf(permission: Permission, list: Permission[]): boolean {
  return list.some(candidate => isPermission(permission, candidate));
}

/**
 * Owners, developers, admins. What is not named here is denied, except reading: admins may everything; whoever
 * is signed in may read and may request an environment; owners run theirs, and may end them; every other decision on connections, operations
 * and every other write of the portal (removing catalog entities, registering locations) is for admins.
 */
export class RemoteEnvPermissionPolicy implements PermissionPolicy {
  readonly #admins: ReadonlySet<string>;
  readonly #userInfo: UserInfoService;

  private constructor(admins: ReadonlySet<string>, userInfo: UserInfoService) {
    this.#admins = admins;
    this.#userInfo = userInfo;
  }

  static create(options: { admins: string[]; userInfo: UserInfoService }) {
    return new RemoteEnvPermissionPolicy(
      new Set(options.admins.map(normalizeEntityRef)),
      options.userInfo,
    );
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return deny;
    }
    const { ownershipEntityRefs: claims } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    if (claims.some(claim => this.#admins.has(normalizeEntityRef(claim)))) {
      return allow;
    }
    if (isOneOf(permission, EVERYBODY)) {
      return allow;
    }
    if (
      isResourcePermission(permission, RESOURCE_TYPE_ENVIRONMENT) &&
      isOneOf(permission, OWNERS)
    ) {
      return createEnvironmentConditionalDecision(
        permission,
        environmentConditions.isOwner({ claims }),
      );
    }
    if (permission.name.startsWith('remote-env.')) {
      return deny;
    }
    return permission.attributes.action === 'read' ? allow : deny;
  }
}
