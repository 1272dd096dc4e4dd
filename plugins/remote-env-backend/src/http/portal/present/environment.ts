import {
  standingOf,
  type PortalApiComponents,
} from '@remote-env/plugin-remote-env-common';
import { entityTag, type Connection } from '../../../connections';

type Environment = PortalApiComponents['schemas']['Environment'];

/** An environment as lists show it. */
export interface Presented extends Connection {
  /** Services that readers see. */
  serviceCount: number;
  /** When the last of its certificates expires; RFC 3339. */
  certificatesEndAt?: string;
  /** By how many people it has to be approved. */
  required: number;
}

export function presentEnvironment({
  environment,
  approval,
  serviceCount,
  certificatesEndAt,
  required,
}: Presented): Environment {
  const { metadata, spec, status } = environment;
  const { state, approvals, decision } = standingOf(environment, approval);
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
    tenant: spec.tenant,
    group: spec.group,
    requestedBy: spec.requestedBy,
    state,
    connected: connected ?? false,
    ...(decision &&
      decision.verdict !== 'requested' && {
        decision: {
          verdict: decision.verdict,
          by: decision.decidedBy,
          at: decision.decidedAt,
          reason: decision.reason,
          automatic: decision.automatic,
        },
      }),
    approvals: [...approvals],
    requiredApprovals: required,
    serviceCount,
    lastSeen: status?.lastSeen,
    certificatesEndAt,
    callsFail: status?.conditions?.find(
      each => each.type === 'Healthy' && each.status === 'False',
    )?.message,
    createdAt: metadata.creationTimestamp,
    etag: entityTag(environment),
  };
}

/** With everything that was decided on it, the newest first. */
export function presentWithHistory(presented: Presented): Environment {
  return {
    ...presentEnvironment(presented),
    decisions: (presented.environment.status?.decisions ?? []).toReversed(),
  };
}
