import {
  connectionState,
  withCondition,
  type Condition,
  type ConnectionApproval,
  type ConnectionState,
  type RemoteEnvironment,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';

import { environmentProblems } from '../connections';
import { healthOf, type ServiceHealth } from '../service-health';

export type EnvironmentStatus = NonNullable<RemoteEnvironment['status']>;

/** Services in the summary at most. */
export const MAX_SUMMARY_SERVICES = 200;

/** `lastSeen` moves in steps of at least this. */
const LAST_SEEN_STEP_MS = 60_000;

/** What a summary is made from. */
export interface SummarySource {
  environment: RemoteEnvironment;
  approval?: ConnectionApproval;
  /** The first ones; `serviceCount` of all. */
  services: RemoteService[];
  serviceCount: number;
  health: ServiceHealth;
  /** When it was last seen, as far as this process knows. */
  seenAt?: Date;
}

const APPROVED: Record<ConnectionState, [Condition['status'], string]> = {
  requested: ['Unknown', 'Pending'],
  approved: ['True', 'Approved'],
  rejected: ['False', 'Rejected'],
  suspended: ['False', 'Suspended'],
  retired: ['False', 'Retired'],
  deleting: ['False', 'Deleting'],
};

function decisionMessage(
  environment: RemoteEnvironment,
  approval: ConnectionApproval | undefined,
): string {
  const { name, uid } = environment.metadata;
  if (!approval) {
    return `waits for a ConnectionApproval '${name}' that names the uid ${uid}`;
  }
  const { decidedBy, environment: meant, reason } = approval.spec;
  if (approval.spec.verdict === 'requested' && meant.uid === uid) {
    const { approvals = [], requiredApprovals } = approval.spec;
    return `${approvals.length} of ${requiredApprovals} approvals, the last by ${decidedBy}`;
  }
  return meant.uid === uid
    ? `${approval.spec.verdict} by ${decidedBy}${reason ? `: ${reason}` : ''}`
    : `the ConnectionApproval '${name}' does not count: its spec.environment.uid is ${meant.uid}, not ${uid}`;
}

function lastSeenOf(
  current: string | undefined,
  seenAt: Date | undefined,
): string | undefined {
  if (!seenAt) {
    return current;
  }
  const moved =
    current === undefined ||
    seenAt.getTime() - Date.parse(current) >= LAST_SEEN_STEP_MS;
  return moved ? seenAt.toISOString() : current;
}

/**
 * The status that an environment should have. Equal to the current one when there is nothing to say; conditions of
 * others are kept.
 */
export function summarize(source: SummarySource, now: Date): EnvironmentStatus {
  const { environment, approval } = source;
  const current = environment.status ?? {};
  const { generation: observedGeneration } = environment.metadata;
  const [status, reason] = APPROVED[connectionState(environment, approval)];
  const problems = environmentProblems(environment);
  const lastSeen = lastSeenOf(current.lastSeen, source.seenAt);
  let conditions = current.conditions ?? [];
  conditions = withCondition(
    conditions,
    {
      type: 'Approved',
      status,
      reason,
      message: decisionMessage(environment, approval),
      observedGeneration,
    },
    now,
  );
  conditions = withCondition(
    conditions,
    {
      type: 'Valid',
      status: problems.length === 0 ? 'True' : 'False',
      reason: problems.length === 0 ? 'Valid' : 'Invalid',
      message: problems.join('; '),
      observedGeneration,
    },
    now,
  );
  conditions = withCondition(
    conditions,
    {
      type: 'Connected',
      status: lastSeen ? 'True' : 'False',
      reason: lastSeen ? 'Seen' : 'NeverSeen',
      message: '',
      observedGeneration,
    },
    now,
  );
  conditions = withCondition(
    conditions,
    { ...healthOf(source.health), observedGeneration },
    now,
  );
  return {
    ...current,
    observedGeneration,
    conditions,
    serviceCount: source.serviceCount,
    ...(lastSeen && { lastSeen }),
    services: source.services
      .slice(0, MAX_SUMMARY_SERVICES)
      .map(({ spec }) => ({
        id: spec.id,
        name: spec.name,
        kinds: [
          ...(spec.api ? (['api'] as const) : []),
          ...(spec.events ? (['events'] as const) : []),
        ],
        ...(spec.api && { targetUrl: spec.api.targetUrl }),
        ...(spec.api?.authentication.tokenUrl && {
          tokenUrl: spec.api.authentication.tokenUrl,
        }),
      })),
  };
}
