import type { GivenApproval } from '../resources/ConnectionApproval';
import type { RecordedDecision } from '../resources/RemoteEnvironment';
import { isOnRecord, isOpening, lastClosing, sinceClosing } from './history';
import {
  comparableRef,
  MAX_APPROVALS,
  requiredApprovals,
  type ApprovalRules,
} from './rules';
import { approvalsIn, type DecisionRecord } from './stateMachine';

/** Who decides what follows from the rules alone. */
export const RULES_ACTOR = 'remote-env:approval-rules';

type Labels = Readonly<Record<string, string>> | undefined;

/** What is stored, as the portal finds it. */
export interface Found {
  record: DecisionRecord;
  approvedLabels: Labels;
  history: readonly RecordedDecision[];
  /** Of the environment now. */
  labels: Labels;
  /** Whether the portal has had this object in its hands before: objects of earlier versions have no history. */
  isKnown: boolean;
  rules: ApprovalRules;
  /** RFC 3339. */
  now: string;
}

export interface Settled {
  record: DecisionRecord;
  approvedLabels: Labels;
  /** Why it is not as it was found, for people; absent when it was only completed. */
  because?: string;
}

/**
 * What is to stand on record, given what does: decisions may have been applied past the state machine, and labels may
 * have changed under an approval. What closes a connection is always taken; what opens it has to be enough; what is
 * retired stays so. The same record when all is well.
 */
export function settle(found: Found): Settled {
  const { record, history, approvedLabels } = found;
  const closing = lastClosing(history);
  if (closing?.verdict === 'retired' && record.verdict !== 'retired') {
    return {
      record: closedBy(closing, []),
      approvedLabels,
      because: 'what is retired stays retired',
    };
  }
  if (record.verdict === 'requested') {
    return { record, approvedLabels };
  }
  if (record.verdict !== 'approved') {
    const isNew = !isOnRecord(history, record);
    const isStale =
      isNew && record.decidedBy !== RULES_ACTOR && record.approvals?.length;
    return {
      record: isStale ? { ...record, approvals: [] } : record,
      approvedLabels,
    };
  }
  return settleApproval(found);
}

function settleApproval(found: Found): Settled {
  const { record, labels, approvedLabels, rules, history } = found;
  const isOfBefore =
    found.isKnown && history.length === 0 && record.approvals === undefined;
  const isNew = !isOfBefore && !isOnRecord(history, record);
  const required = requiredApprovals(labels, rules);
  if (isNew) {
    return settleApplied(found, required);
  }
  const given = differentPeople(approvalsIn(record)).length;
  const wasEnough =
    isOfBefore ||
    (approvedLabels !== undefined &&
      requiredApprovals(approvedLabels, rules) === required);
  const needed = record.automatic && required === 1 ? 0 : required;
  if (given >= needed || wasEnough) {
    return { record, approvedLabels: approvedLabels ?? labels ?? {} };
  }
  const because = `its labels were changed to some that ${required} people have to approve, and ${given} did`;
  return {
    record: {
      verdict: 'suspended',
      decidedBy: RULES_ACTOR,
      decidedAt: found.now,
      reason: because,
      approvals: approvalsIn(record),
      requiredApprovals: required,
    },
    approvedLabels,
    because,
  };
}

/** An approval that came past the portal: one person's, with what was approved before. */
function settleApplied(found: Found, required: number): Settled {
  const { record, history, labels, now } = found;
  if (record.automatic && required === 1) {
    return { record, approvedLabels: labels ?? {} };
  }
  const closing = lastClosing(history);
  const isBefore = (at: string) =>
    closing !== undefined && Date.parse(at) <= Date.parse(closing.at);
  // What the rules closed keeps its approvals: they are told already, and count towards the next opening.
  const stillCount = closing?.by === RULES_ACTOR;
  const counted = (record.approvals ?? []).filter(
    ({ by, at }) =>
      comparableRef(by) !== comparableRef(record.decidedBy) &&
      (stillCount || !isBefore(at)),
  );
  const given = differentPeople(counted).length + (record.automatic ? 0 : 1);
  const isToldAnew =
    isBefore(record.decidedAt) && (!stillCount || given >= required);
  const decidedAt = isToldAnew ? now : record.decidedAt;
  const own: GivenApproval = {
    by: record.decidedBy,
    at: decidedAt,
    ...(record.reason && { reason: record.reason }),
  };
  const approvals = differentPeople(
    record.automatic ? counted : [...counted, own],
  ).slice(-MAX_APPROVALS);
  const requiredNow = { approvals, requiredApprovals: required };
  const { automatic: _rule, ...rest } = record;
  if (approvals.length >= required) {
    return {
      record: { ...rest, decidedAt, ...requiredNow },
      approvedLabels: labels ?? {},
    };
  }
  const because = `${required} people have to approve it, and ${approvals.length} did`;
  const isCutOff =
    closing?.verdict === 'suspended' && !sinceClosing(history).some(isOpening);
  return {
    record: isCutOff
      ? { ...closedBy(closing, approvals), requiredApprovals: required }
      : {
          ...rest,
          verdict: 'requested',
          decidedAt,
          ...requiredNow,
        },
    approvedLabels: found.approvedLabels,
    because,
  };
}

function closedBy(
  { verdict, by, at, reason }: RecordedDecision,
  approvals: GivenApproval[],
): DecisionRecord {
  return {
    verdict,
    decidedBy: by,
    decidedAt: at,
    ...(reason && { reason }),
    approvals,
  };
}

function differentPeople(approvals: readonly GivenApproval[]): GivenApproval[] {
  const people = new Map<string, GivenApproval>();
  for (const approval of approvals) {
    people.set(comparableRef(approval.by), approval);
  }
  return [...people.values()];
}
