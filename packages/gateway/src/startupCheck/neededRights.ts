import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import {
  rightsOn,
  type GatewayConfig,
  type GatewayRole,
} from '@remote-env/plugin-remote-env-node';
import type { NeededRight } from '@remote-env/plugin-remote-env-node/kubernetes';

/** What each role does at the API server, in the system namespace: as `deploy/base/rbac` grants it, no more and no less. */
export function neededRights({
  edge,
  roles,
}: Pick<GatewayConfig, 'edge' | 'roles'>): NeededRight[] {
  const secretsOfEdge: NeededRight[] = [
    edge.tlsSecretName,
    edge.clientCaSecretName,
  ].map(name => ({ verb: 'get', group: '', resource: 'secrets', name }));
  const events = [
    ...[
      RemoteEnvironmentKind,
      ConnectionApprovalKind,
      ClientCertificateKind,
    ].flatMap(kind => rightsOn(kind, ['get', 'list', 'watch'])),
    ...rightsOn(EventSubscriptionKind, ['list', 'watch']),
    ...secretsOfEdge,
  ];
  const ofRole: Record<GatewayRole, NeededRight[]> = {
    events,
    edge: [...events, ...rightsOn(ClientCertificateKind, ['patch'], 'status')],
    apiproxy: [
      ...[
        RemoteEnvironmentKind,
        ConnectionApprovalKind,
        RemoteServiceKind,
        RemoteServiceBindingKind,
      ].flatMap(kind => rightsOn(kind, ['list', 'watch'])),
      { verb: 'get', group: '', resource: 'secrets' },
    ],
    delivery: [
      ...rightsOn(EventSubscriptionKind, ['get', 'list', 'watch']),
      ...rightsOn(EventSubscriptionKind, ['patch'], 'status'),
    ],
  };
  const all = roles.flatMap(role => ofRole[role]);
  return [
    ...new Map(all.map(right => [JSON.stringify(right), right])).values(),
  ];
}
