import {
  buildManagementInfo,
  EDGE_PATHS,
  type GatewayConfig,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { sendEmpty, sendJson } from '../../http/answers';
import type { Reports } from '../../reports/Reports';
import type { Route } from '../routes/RouteTable';
import { revokeOwnCertificate } from './revokeOwn';

interface TrustRoutesOptions {
  config: GatewayConfig;
  store: ResourceStore;
  reports: Reports;
  /** Makes a revocation count in this process before the store's watch brings it back. */
  noteRevoked: (fingerprint: string) => void;
}

/** What wire-contracts 7 lets the gateway answer by itself: it works with the portal down. */
export function createTrustRoutes({
  config,
  store,
  reports,
  noteRevoked,
}: TrustRoutesOptions): Route[] {
  return [
    {
      name: 'health',
      method: 'GET',
      pattern: '/v1/health',
      certificate: 'none',
      handle: ({ res }) => sendEmpty(res, 200),
    },
    {
      name: 'management-info',
      method: 'GET',
      pattern: EDGE_PATHS.managementInfo,
      certificate: 'required',
      handle: ({ res, identity }) =>
        sendJson(
          res,
          200,
          buildManagementInfo(config.edge, identity.environment),
        ),
    },
    {
      name: 'revocation',
      method: 'POST',
      pattern: EDGE_PATHS.revocations,
      certificate: 'required',
      handle: async ({ res, identity }) => {
        const { fingerprint, environment } = identity;
        await revokeOwnCertificate(
          store,
          config.namespaces.system,
          fingerprint,
        );
        noteRevoked(fingerprint);
        reports.report({
          action: 'certificate-revoke',
          outcome: 'success',
          actor: `certificate:${fingerprint}`,
          environmentName: environment.name,
          environmentUid: environment.uid,
        });
        sendEmpty(res, 201);
      },
    },
  ];
}
