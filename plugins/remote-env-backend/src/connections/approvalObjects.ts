import { isDeepStrictEqual } from 'node:util';
import {
  ENVIRONMENT_LABEL,
  settle,
  standingOf,
  withDecisions,
  type ApprovalRules,
  type ConnectionApproval,
  type DecisionRecord,
  type RecordedDecision,
  type RemoteEnvironment,
  type Settled,
} from '@remote-env/plugin-remote-env-common';

type Approval = ConnectionApproval | undefined;

const NO_HISTORY: readonly RecordedDecision[] = [];

/** Whether an approval was made for this very environment. */
export function countsFor(
  approval: Approval,
  { metadata }: RemoteEnvironment,
): approval is ConnectionApproval {
  return approval?.spec.environment.uid === metadata.uid;
}

export function historyOf({
  status,
}: RemoteEnvironment): readonly RecordedDecision[] {
  return status?.decisions ?? NO_HISTORY;
}

/** What is to stand on record of an environment, whoever wrote what is there; undefined when nobody has decided. */
export function settledRecord(
  environment: RemoteEnvironment,
  approval: Approval,
  rules: ApprovalRules,
): Settled | undefined {
  const history = historyOf(environment);
  if (countsFor(approval, environment)) {
    const { decision } = standingOf(environment, approval);
    return (
      decision &&
      settle({
        record: decision,
        approvedLabels: approval.spec.approvedLabels,
        history,
        labels: environment.spec.labels,
        isKnown: isTied(approval, environment),
        rules,
        now: new Date().toISOString(),
      })
    );
  }
  const last = history.at(-1);
  return last?.verdict === 'retired'
    ? {
        record: {
          verdict: last.verdict,
          decidedBy: last.by,
          decidedAt: last.at,
          ...(last.reason && { reason: last.reason }),
          approvals: [],
        },
        approvedLabels: undefined,
        because: 'what is retired stays retired',
      }
    : undefined;
}

/** Whether approval and history are as they should be. */
export function isSettled(
  environment: RemoteEnvironment,
  approval: Approval,
  rules: ApprovalRules,
): boolean {
  const wanted = settledRecord(environment, approval, rules);
  if (!wanted) {
    return true;
  }
  const history = historyOf(environment);
  return (
    countsFor(approval, environment) &&
    isTied(approval, environment) &&
    isDeepStrictEqual(approval.spec, specOf(environment, wanted)) &&
    withDecisions(history, wanted.record) === history
  );
}

/** Whether it has the label and the owner that approvals of the portal have. One of another uid is nobody's. */
function isTied(
  { metadata, spec }: ConnectionApproval,
  environment: RemoteEnvironment,
): boolean {
  const { name, uid } = environment.metadata;
  return (
    spec.environment.uid !== uid ||
    (metadata.labels?.[ENVIRONMENT_LABEL] === name &&
      (metadata.ownerReferences ?? []).some(owner => owner.uid === uid))
  );
}

export function specOf(
  { metadata }: RemoteEnvironment,
  options: {
    record: DecisionRecord;
    approvedLabels: Readonly<Record<string, string>> | undefined;
  },
): ConnectionApproval['spec'] {
  const { record, approvedLabels } = options;
  return {
    environment: { name: metadata.name, uid: metadata.uid },
    ...record,
    ...(approvedLabels && { approvedLabels: { ...approvedLabels } }),
  };
}

/** Label and owner of an approval, beside those that others gave it. */
export function tiesTo(
  { apiVersion, kind, metadata: { name, uid } }: RemoteEnvironment,
  stored: Approval,
) {
  const { labels, ownerReferences = [] } = stored?.metadata ?? {};
  const isOfThis = stored?.spec.environment.uid === uid;
  const others = isOfThis
    ? ownerReferences.filter(owner => owner.uid !== uid)
    : [];
  return {
    labels: { ...labels, [ENVIRONMENT_LABEL]: name },
    ownerReferences: [...others, { apiVersion, kind, name, uid }],
  };
}
