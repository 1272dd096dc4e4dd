import type {
  GatewayConfig,
  GatewayRole,
} from '@remote-env/plugin-remote-env-node';
import type { NeededRight } from '@remote-env/plugin-remote-env-node/kubernetes';

const GROUP = 'remote-env.dev';

function ours(
  resource: string,
  ...verbs: NeededRight['verb'][]
): NeededRight[] {
  return verbs.map(verb => ({ verb, group: GROUP, resource }));
}

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
      'remoteenvironments',
      'connectionapprovals',
      'clientcertificates',
    ].flatMap(resource => ours(resource, 'get', 'list', 'watch')),
    ...ours('eventsubscriptions', 'list', 'watch'),
    ...secretsOfEdge,
  ];
  const ofRole: Record<GatewayRole, NeededRight[]> = {
    events,
    edge: [...events, ...ours('clientcertificates/status', 'patch')],
    apiproxy: [
      ...[
        'remoteenvironments',
        'connectionapprovals',
        'remoteservices',
        'remoteservicebindings',
      ].flatMap(resource => ours(resource, 'list', 'watch')),
      { verb: 'get', group: '', resource: 'secrets' },
    ],
    delivery: [
      ...ours('eventsubscriptions', 'get', 'list', 'watch'),
      ...ours('eventsubscriptions/status', 'patch'),
    ],
  };
  const all = roles.flatMap(role => ofRole[role]);
  return [
    ...new Map(all.map(right => [JSON.stringify(right), right])).values(),
  ];
}
