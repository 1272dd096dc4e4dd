import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  createServiceFactory,
  coreServices,
  type BackendFeature,
  type HttpAuthService,
  type PermissionsService,
  type UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  notificationService,
  type NotificationSendOptions,
} from '@backstage/plugin-notifications-node';
import { NotAllowedError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  approvalsReadPermission,
  environmentApprovePermission,
  environmentCreatePermission,
  environmentReadPermission,
  environmentSuspendPermission,
  operationsReadPermission,
  RESOURCE_TYPE_ENVIRONMENT,
} from '@remote-env/plugin-remote-env-common';
import {
  createEnvironmentConditionalDecision,
  environmentConditions,
} from '@remote-env/plugin-remote-env-node/permissions';
import { memoryDatabases } from '@remote-env/plugin-remote-env-node/testing-backend';
import request from 'supertest';
import { z } from 'zod';
import remoteEnvPlugin from '..';

const databases = memoryDatabases(TestDatabases.create({ ids: ['SQLITE_3'] }));

export const GATEWAY_TOKEN = 'gateway-token-of-the-tests-0123456789';
export const ASSERTION_KEY = Buffer.alloc(32, 3).toString('base64');

const LEAD = 'user:default/lead';
/** What people are besides themselves. */
const GROUPS: Record<string, string[]> = {
  [LEAD]: ['group:default/lead-team'],
  'user:default/integrator': ['group:default/integration'],
};

function claimsOf(user: string): string[] {
  return [user, ...(GROUPS[user] ?? [])];
}

/**
 * Who may do what in these tests: `admin` and `otherAdmin` everything; `lead` also approves what is their group's;
 * `outsider` sees only what is their own; everybody else sees all, requests, and runs what is their own.
 */
function decide(permission: Permission, user: string): PolicyDecision {
  const allow = { result: AuthorizeResult.ALLOW } as const;
  const deny = { result: AuthorizeResult.DENY } as const;
  if (['user:default/admin', 'user:default/other-admin'].includes(user)) {
    return allow;
  }
  if (user === LEAD && permission.name === approvalsReadPermission.name) {
    return allow;
  }
  if (user === LEAD && isPermission(permission, environmentApprovePermission)) {
    return createEnvironmentConditionalDecision(
      permission,
      environmentConditions.isOwner({ claims: claimsOf(user) }),
    );
  }
  if (permission.name === environmentCreatePermission.name) {
    return allow;
  }
  if (
    permission.name === environmentReadPermission.name &&
    user !== 'user:default/outsider'
  ) {
    return allow;
  }
  if (
    permission.name === environmentApprovePermission.name ||
    permission.name === environmentSuspendPermission.name ||
    permission.name === operationsReadPermission.name ||
    !isResourcePermission(permission, RESOURCE_TYPE_ENVIRONMENT)
  ) {
    return deny;
  }
  return createEnvironmentConditionalDecision(
    permission,
    environmentConditions.isOwner({ claims: [user] }),
  );
}

const asked = z.object({
  credentials: z.object({ principal: z.object({ userEntityRef: z.string() }) }),
});

function userOf(options: unknown): string {
  return asked.parse(options).credentials.principal.userEntityRef;
}

const permissionsFactory = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: (): PermissionsService => ({
    authorize: async (requests, options) =>
      requests.map(({ permission }) => {
        const { result } = decide(permission, userOf(options));
        return {
          result:
            result === AuthorizeResult.ALLOW
              ? AuthorizeResult.ALLOW
              : AuthorizeResult.DENY,
        };
      }),
    authorizeConditional: async (requests, options) =>
      requests.map(({ permission }) => decide(permission, userOf(options))),
  }),
});

const userInfoFactory = createServiceFactory({
  service: coreServices.userInfo,
  deps: {},
  factory: (): UserInfoService => ({
    getUserInfo: async credentials => {
      const userEntityRef = userOf({ credentials });
      return { userEntityRef, ownershipEntityRefs: claimsOf(userEntityRef) };
    },
  }),
});

/** Backstage's mock, and gateways by their static token. */
const httpAuthFactory = createServiceFactory({
  service: coreServices.httpAuth,
  deps: { plugin: coreServices.pluginMetadata },
  factory({ plugin }): HttpAuthService {
    const mock = mockServices.httpAuth({ pluginId: plugin.getId() });
    const credentials = async (
      req: Parameters<HttpAuthService['credentials']>[0],
      options?: Parameters<HttpAuthService['credentials']>[1],
    ) => {
      if (req.headers.authorization !== `Bearer ${GATEWAY_TOKEN}`) {
        return mock.credentials(req, options);
      }
      const wanted: readonly string[] = options?.allow ?? ['service'];
      if (!wanted.includes('service')) {
        throw new NotAllowedError('This route does not take services');
      }
      return mockCredentials.service('remote-env-gateway');
    };
    return {
      issueUserCookie: mock.issueUserCookie.bind(mock),
      // Its type depends on what is allowed, which is checked above.
      credentials: credentials as HttpAuthService['credentials'],
    };
  },
});

/**
 * The whole back-end plugin, with real stores in a folder of its own and no gateway.
 *
 * @param options - `remoteEnv`: configuration besides the usual; `features`: e.g. stores other than the usual
 */
export async function startTestPortal(
  options: {
    remoteEnv?: JsonObject;
    features?: BackendFeature[];
  } = {},
) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'test-portal-'));
  const auditor = mockServices.auditor.mock();
  const notifications: NotificationSendOptions[] = [];
  const backend = await startTestBackend({
    features: [
      databases,
      remoteEnvPlugin,
      permissionsFactory,
      httpAuthFactory,
      userInfoFactory,
      auditor.factory,
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({
          send: async notification => {
            notifications.push(notification);
          },
        }),
      }),
      ...(options.features ?? []),
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://localhost:7007' },
          remoteEnv: {
            dataDir,
            secrets: { encryptionKey: Buffer.alloc(32, 1).toString('base64') },
            edge: { publicUrl: 'https://edge.example.com' },
            apiProxy: { publicUrl: 'http://proxy.example.com' },
            gateway: {
              supervise: false,
              token: GATEWAY_TOKEN,
              assertionKey: ASSERTION_KEY,
              controlToken: 'control-token-of-the-tests-0123456789',
            },
            outbound: { allowLoopback: true },
            ...options.remoteEnv,
          },
        },
      }),
    ],
  });

  const { server } = backend;

  const as =
    (user: string) =>
    (
      method: 'get' | 'head' | 'post' | 'put' | 'patch' | 'delete',
      url: string,
    ) =>
      request(server)
        [method](`/api/remote-env${url}`)
        .set(
          'authorization',
          mockCredentials.user.header(`user:default/${user}`),
        );

  return {
    dataDir,
    server,
    auditor,
    /** What people were told. */
    notifications,
    admin: as('admin'),
    otherAdmin: as('other-admin'),
    lead: as('lead'),
    integrator: as('integrator'),
    developer: as('developer'),
    stranger: as('stranger'),
    outsider: as('outsider'),
    /** As a gateway would call. */
    gateway: (method: 'get' | 'post', url: string) =>
      request(server)
        [method](`/api/remote-env${url}`)
        .set('authorization', `Bearer ${GATEWAY_TOKEN}`)
        .set('remote-env-protocol', '1'),
    stop: async () => {
      await backend.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}
