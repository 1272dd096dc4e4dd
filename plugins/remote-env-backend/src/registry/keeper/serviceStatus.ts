import {
  withCondition,
  type ConditionContent,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import type { CredentialsState } from './serviceCredentials';
import type { FieldProblem } from './serviceProblems';

export type ServiceStatus = NonNullable<RemoteServiceManifest['status']>;

/** What was found out about a service. */
export interface Findings {
  problems: FieldProblem[];
  /** Absent while the problems are in the way of looking. */
  credentials: CredentialsState | undefined;
  /** Whether calls can reach it. */
  committed: boolean;
}

/** The status that a service should have; equal to the current one when there is nothing new to say. */
export function serviceStatus(
  { metadata, status = {} }: RemoteServiceManifest,
  findings: Findings,
  now: Date,
): ServiceStatus {
  const observedGeneration = metadata.generation;
  const { problems, credentials, committed } = findings;
  const [first] = problems;
  const valid = {
    type: 'Valid',
    status: first ? ('False' as const) : ('True' as const),
    reason: first?.reason ?? 'Valid',
    message: problems
      .map(({ field, problem }) => `${field}: ${problem}`)
      .join('; '),
  };
  const known = credentials && {
    type: 'CredentialsReady',
    status: credentials.ready ? ('True' as const) : ('False' as const),
    reason: credentials.reason,
    message: credentials.message,
  };
  const obstacle = [valid, known].find(each => each?.status === 'False');
  const ready: Omit<ConditionContent, 'observedGeneration'> = {
    type: 'Ready',
    status: obstacle || !committed ? 'False' : 'True',
    reason: obstacle?.reason ?? (committed ? 'Registered' : 'Pending'),
    message: obstacle?.message ?? '',
  };
  const conditions = [ready, valid, ...(known ? [known] : [])].reduce(
    (all, each) => withCondition(all, { ...each, observedGeneration }, now),
    status.conditions ?? [],
  );
  return { ...status, observedGeneration, conditions };
}

/** Conditions that have just become false, or are false for another reason than before. */
export function newObstacles(
  before: ServiceStatus | undefined,
  after: ServiceStatus,
) {
  return (after.conditions ?? []).filter(
    ({ type, status, reason, message }) =>
      type !== 'Ready' &&
      status === 'False' &&
      !before?.conditions?.some(
        each =>
          each.type === type &&
          each.status === status &&
          each.reason === reason &&
          each.message === message,
      ),
  );
}
