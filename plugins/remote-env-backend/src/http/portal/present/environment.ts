import {
  connectionState,
  type PortalApiComponents,
} from '@remote-env/plugin-remote-env-common';
import { entityTag, type Connection } from '../../../connections';

type Environment = PortalApiComponents['schemas']['Environment'];

/**
 * @param serviceCount - services that readers see
 * @param certificatesEndAt - when the last of its certificates expires
 */
export function presentEnvironment(
  { environment, approval }: Connection,
  serviceCount: number,
  certificatesEndAt?: string,
): Environment {
  const { metadata, spec, status } = environment;
  const decision = approval?.spec;
  const connected = status?.conditions?.some(
    condition => condition.type === 'Connected' && condition.status === 'True',
  );
  return {
    name: metadata.name,
    uid: metadata.uid,
    displayName: spec.displayName,
    description: spec.description,
    labels: spec.labels ?? {},
    owner: spec.owner,
    requestedBy: spec.requestedBy,
    state: connectionState(environment, approval),
    connected: connected ?? false,
    ...(decision && {
      decision: {
        verdict: decision.verdict,
        by: decision.decidedBy,
        at: decision.decidedAt,
        reason: decision.reason,
      },
    }),
    serviceCount,
    lastSeen: status?.lastSeen,
    certificatesEndAt,
    createdAt: metadata.creationTimestamp,
    etag: entityTag(environment),
  };
}
