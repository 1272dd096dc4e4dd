import type {
  AuditorService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  assertionKeyOf,
  AssertionVerifier,
  type RemoteEnvConfig,
} from '@remote-env/plugin-remote-env-node';
import type { Router } from 'express';
import type { GatewayControl, GatewayHealth } from '../gateway';
import { createPluginRouter } from '../http/createPluginRouter';
import { createRegistryRouter, mapRegistryError } from '../http/edge/registry';
import { createTrustRouter, mapTrustError } from '../http/edge/trust';
import { createApprovalOperations } from '../http/portal/approvals';
import { createAudit } from '../http/portal/auditing';
import { createAuthorityOperations } from '../http/portal/authority';
import { createBindingOperations } from '../http/portal/bindings';
import { createSubscriptionOperations } from '../http/portal/subscriptions';
import { createCallsOperations } from '../http/portal/calls';
import { createCertificateRequestOperations } from '../http/portal/certificateRequests';
import { createOutlineOperations } from '../http/portal/documentOutlines';
import { createEnvironmentOperations } from '../http/portal/environments';
import { createIndexOperations } from '../http/portal/indexMaintenance';
import { createInvokeHandler } from '../http/portal/createInvokeHandler';
import { createOperationsOperations } from '../http/portal/operations';
import { PortalAccess } from '../http/portal/PortalAccess';
import { createSecurityOperations } from '../http/portal/securityEvents';
import { createServiceChangeOperations } from '../http/portal/serviceChanges';
import { createServiceOperations } from '../http/portal/services';
import { createTrustOperations } from '../http/portal/trust';
import { createVersionOperations } from '../http/portal/versions';
import type { Domain } from './createDomain';

/** Puts the plugin's routes on top of the domain. */
export async function createRoutes(options: {
  config: RemoteEnvConfig;
  domain: Domain;
  control: GatewayControl;
  gatewayHealth: GatewayHealth;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  userInfo: UserInfoService;
  logger: LoggerService;
}): Promise<Router> {
  const { config, control, domain, gatewayHealth, httpAuth, logger } = options;
  const { activity } = domain;
  const namespace = config.namespaces.system;
  const access = PortalAccess.create({
    permissions: options.permissions,
    permissionsRegistry: options.permissionsRegistry,
    connections: domain.connections,
  });
  const audit = createAudit({ auditor: options.auditor, activity });
  const { publicUrl } = config.edge;
  const { subject } = config.trust;

  return createPluginRouter({
    httpAuth,
    logger,
    reports: domain.reports,
    verifier: AssertionVerifier.create(assertionKeyOf(config.gateway)),
    edge: {
      routers: [
        createTrustRouter({
          ...domain,
          namespace,
          edge: { publicUrl, subject },
        }),
        createRegistryRouter({
          ...domain,
          bodyLimit: config.edge.registryBodyLimit,
          edge: { publicUrl },
        }),
      ],
      errors: [mapTrustError, mapRegistryError],
    },
    portal: {
      httpAuth,
      logger,
      registry: domain.registry,
      registryBodyLimit: config.edge.registryBodyLimit,
      invoke: createInvokeHandler({
        access,
        audit,
        control,
        httpAuth,
        registry: domain.registry,
      }),
      operations: {
        ...createEnvironmentOperations({
          ...domain,
          access,
          audit,
          admins: config.admins,
          rules: config.approvals,
          userInfo: options.userInfo,
          logger,
        }),
        ...createApprovalOperations({
          ...domain,
          access,
          audit,
          admins: config.admins,
        }),
        ...createTrustOperations({
          ...domain,
          access,
          audit,
          edgeUrl: publicUrl,
          subject,
        }),
        ...createCertificateRequestOperations({ ...domain, access, subject }),
        ...createCallsOperations({ ...domain, access }),
        ...createOutlineOperations({ ...domain, access }),
        ...createServiceOperations({ ...domain, access }),
        ...createVersionOperations({ ...domain, access }),
        ...createServiceChangeOperations({ ...domain, access, audit }),
        ...createBindingOperations({ ...domain, access, audit }),
        ...createSubscriptionOperations({ ...domain, access, audit, control }),
        ...createOperationsOperations({
          ...domain,
          access,
          gatewayHealth,
          namespace,
        }),
        ...createSecurityOperations({ ...domain, access }),
        ...createAuthorityOperations({ ...domain, access, audit }),
        ...createIndexOperations({ ...domain, access, audit, logger }),
      },
    },
  });
}
