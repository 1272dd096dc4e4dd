import { connectionState, type ConnectionState } from '../connectionState';
import type {
  ConnectionApproval,
  DecidedVerdict,
  GivenApproval,
} from '../resources/ConnectionApproval';
import type { RemoteEnvironment } from '../resources/RemoteEnvironment';
import { comparableRef, MAX_APPROVALS } from './rules';

/** Which verdicts follow from which state. What is retired can only be deleted. */
export const NEXT_VERDICTS: Readonly<
  Record<ConnectionState, readonly DecidedVerdict[]>
> = {
  requested: ['approved', 'rejected'],
  rejected: ['approved'],
  approved: ['suspended', 'retired'],
  suspended: ['approved', 'retired'],
  retired: [],
  deleting: [],
};

/** Verdicts that nobody may pass without saying why. */
export const REASONED_VERDICTS: readonly DecidedVerdict[] = [
  'rejected',
  'retired',
];

/** What a decision is made upon. */
export interface Standing {
  state: ConnectionState;
  /** That count towards the present request, or that the connection rests upon. */
  approvals: readonly GivenApproval[];
  /** What stands on record; absent before the first decision. */
  decision?: DecisionRecord;
}

/** The part of an approval object that decisions change. */
export type DecisionRecord = Omit<
  ConnectionApproval['spec'],
  'environment' | 'approvedLabels'
>;

/** What somebody wants decided. */
export interface Act {
  verdict: DecidedVerdict;
  /** Entity reference. */
  by: string;
  /** RFC 3339. */
  at: string;
  reason?: string;
  /** By how many different people it has to be approved (`requiredApprovals`). */
  required: number;
}

export type Outcome =
  | { kind: 'changed'; decision: DecisionRecord }
  /** It is so already. */
  | { kind: 'unchanged' }
  | { kind: 'refused'; field: 'verdict' | 'reason'; message: string };

/** Where a connection stands, with the approvals that count. One of before approvals were listed has its decision as one. */
export function standingOf(
  environment: Pick<RemoteEnvironment, 'metadata'>,
  approval: Pick<ConnectionApproval, 'spec'> | undefined,
): Standing {
  const state = connectionState(environment, approval);
  if (!approval || approval.spec.environment.uid !== environment.metadata.uid) {
    return { state, approvals: [] };
  }
  const {
    environment: _meant,
    approvedLabels: _labels,
    ...decision
  } = approval.spec;
  return { state, approvals: approvalsIn(decision), decision };
}

/** The approvals that a decision on record consists of. */
export function approvalsIn(decision: DecisionRecord): GivenApproval[] {
  const { approvals, automatic, verdict, decidedBy, decidedAt, reason } =
    decision;
  return (
    approvals ??
    (verdict === 'approved' && !automatic
      ? [{ by: decidedBy, at: decidedAt, ...(reason && { reason }) }]
      : [])
  );
}

/** The state machine of connections. Pure; who may act, and that nobody acts at the same time, is the caller's business. */
export function decide(standing: Standing, act: Act): Outcome {
  const { state } = standing;
  if (state !== act.verdict && !NEXT_VERDICTS[state].includes(act.verdict)) {
    return {
      kind: 'refused',
      field: 'verdict',
      message: `what is ${state} cannot become ${act.verdict}`,
    };
  }
  if (REASONED_VERDICTS.includes(act.verdict) && !act.reason?.trim()) {
    return {
      kind: 'refused',
      field: 'reason',
      message: `is missing: say why it is ${act.verdict}`,
    };
  }
  if (act.verdict === 'approved') {
    return approve(standing, act);
  }
  return state === act.verdict
    ? { kind: 'unchanged' }
    : { kind: 'changed', decision: { ...passed(act), approvals: [] } };
}

/** The approval of another person counts; once there are enough, the connection is open. */
function approve(standing: Standing, act: Act): Outcome {
  const { state, decision } = standing;
  const before = state === 'rejected' ? [] : standing.approvals;
  const isRepeated = before.some(
    ({ by }) => comparableRef(by) === comparableRef(act.by),
  );
  if (state === 'approved' && (isRepeated || before.length >= MAX_APPROVALS)) {
    return { kind: 'unchanged' };
  }
  if (isRepeated && before.length < act.required) {
    return {
      kind: 'refused',
      field: 'verdict',
      message: `you have approved it already; ${act.required} different people have to`,
    };
  }
  const approvals = [
    ...before.filter(({ by }) => comparableRef(by) !== comparableRef(act.by)),
    { by: act.by, at: act.at, ...(act.reason && { reason: act.reason }) },
  ].slice(-MAX_APPROVALS);
  const requiredNow = { approvals, requiredApprovals: act.required };
  if (state === 'approved' && decision) {
    return { kind: 'changed', decision: { ...decision, ...requiredNow } };
  }
  if (approvals.length >= act.required) {
    return { kind: 'changed', decision: { ...passed(act), ...requiredNow } };
  }
  return state === 'suspended' && decision
    ? { kind: 'changed', decision: { ...decision, ...requiredNow } }
    : {
        kind: 'changed',
        decision: { ...passed(act), verdict: 'requested', ...requiredNow },
      };
}

function passed({ verdict, by, at, reason }: Act): DecisionRecord {
  return {
    verdict,
    decidedBy: by,
    decidedAt: at,
    ...(reason && { reason }),
  };
}
