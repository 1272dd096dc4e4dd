import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
  catalogLocationCreatePermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
  type Permission,
} from '@backstage/plugin-permission-common';
import {
  approvalsReadPermission,
  authorityRotatePermission,
  environmentApprovePermission,
  environmentCreatePermission,
  environmentReadPermission,
  environmentSuspendPermission,
  operationsManagePermission,
  operationsReadPermission,
  remoteEnvPermissions,
} from '@remote-env/plugin-remote-env-common';
import { RemoteEnvPermissionPolicy } from './RemoteEnvPermissionPolicy';

const CLAIMS: Record<string, string[]> = {
  admin: ['user:default/admin', 'group:default/Admins'],
  developer: ['user:default/developer', 'group:default/shop'],
};

function decide(permission: Permission, person?: 'admin' | 'developer') {
  const userEntityRef = `user:default/${person}`;
  const policy = RemoteEnvPermissionPolicy.create({
    admins: ['group:admins'],
    userInfo: mockServices.userInfo({
      userEntityRef,
      ownershipEntityRefs: CLAIMS[person ?? ''] ?? [],
    }),
  });
  return policy.handle(
    { permission },
    person && {
      credentials: mockCredentials.user(userEntityRef),
      info: { userEntityRef, ownershipEntityRefs: [] },
    },
  );
}

const everywhere = [
  ...remoteEnvPermissions,
  catalogEntityReadPermission,
  catalogEntityDeletePermission,
];

describe('RemoteEnvPermissionPolicy', () => {
  it.each(everywhere)(
    'lets admins $name, and nobody without a name',
    async p => {
      expect(await decide(p, 'admin')).toEqual({
        result: AuthorizeResult.ALLOW,
      });
      expect(await decide(p)).toEqual({ result: AuthorizeResult.DENY });
    },
  );

  it.each([
    environmentReadPermission,
    environmentCreatePermission,
    catalogEntityReadPermission,
  ])('lets everybody who is signed in $name', async permission => {
    expect(await decide(permission, 'developer')).toEqual({
      result: AuthorizeResult.ALLOW,
    });
  });

  it.each([
    approvalsReadPermission,
    authorityRotatePermission,
    environmentApprovePermission,
    environmentSuspendPermission,
    operationsManagePermission,
    operationsReadPermission,
    catalogEntityDeletePermission,
    catalogEntityRefreshPermission,
    catalogLocationCreatePermission,
    createPermission({ name: 'remote-env.future', attributes: {} }),
    createPermission({ name: 'other.use', attributes: {} }),
  ])('keeps $name for admins', async permission => {
    expect(await decide(permission, 'developer')).toEqual({
      result: AuthorizeResult.DENY,
    });
  });

  it('lets owners do the rest in their environments only', async () => {
    const settled: Permission[] = [
      approvalsReadPermission,
      authorityRotatePermission,
      environmentReadPermission,
      environmentCreatePermission,
      environmentApprovePermission,
      environmentSuspendPermission,
      operationsManagePermission,
      operationsReadPermission,
    ];
    for (const permission of remoteEnvPermissions) {
      if (settled.includes(permission)) {
        continue;
      }
      expect(await decide(permission, 'developer')).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'remote-env',
        conditions: {
          rule: 'IS_OWNER',
          params: { claims: CLAIMS.developer },
        },
      });
    }
  });
});
