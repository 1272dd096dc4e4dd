import type { DecidedVerdict } from '../resources/ConnectionApproval';
import type { RecordedDecision } from '../resources/RemoteEnvironment';
import { approvalsIn, type DecisionRecord } from './stateMachine';

/** Decisions that are kept of one environment; the oldest go first. */
export const MAX_RECORDED_DECISIONS = 50;
/** Characters of a reason that are kept; kubectl may have written more. */
const MAX_REASON = 1000;

/** Whether it ends what was approved before. */
export function isClosing(verdict: DecidedVerdict): boolean {
  return verdict !== 'approved';
}

/** The decisions that a record shows, in order: what closed the connection, then the approvals. */
export function decisionsIn(record: DecisionRecord): RecordedDecision[] {
  const { verdict, requiredApprovals, automatic } = record;
  const passed = {
    by: record.decidedBy,
    at: record.decidedAt,
    ...(record.reason && { reason: record.reason }),
  };
  const approvals = approvalsIn(record).map((approval, index) => ({
    verdict: 'approved' as const,
    ...approval,
    given: index + 1,
    ...(requiredApprovals !== undefined && { required: requiredApprovals }),
  }));
  const entries: RecordedDecision[] = [];
  if (verdict === 'approved' && automatic) {
    entries.push({ verdict, ...passed, automatic });
  } else if (verdict !== 'approved' && verdict !== 'requested') {
    entries.push({ verdict, ...passed });
  }
  return [...entries, ...approvals].map(entry => ({
    ...entry,
    ...(entry.reason && { reason: entry.reason.slice(0, MAX_REASON) }),
  }));
}

/** What closed the connection for the last time. */
export function lastClosing(
  history: readonly RecordedDecision[],
): RecordedDecision | undefined {
  return history.findLast(({ verdict }) => isClosing(verdict));
}

/** What was recorded since the connection was closed for the last time. */
export function sinceClosing(
  history: readonly RecordedDecision[],
): RecordedDecision[] {
  const at = history.findLastIndex(({ verdict }) => isClosing(verdict));
  return history.slice(at + 1);
}

/** Whether it let the system in: an approval that was enough. */
export function isOpening(entry: RecordedDecision): boolean {
  const { verdict, automatic, given = 1, required = 1 } = entry;
  return verdict === 'approved' && (automatic || given >= required);
}

/**
 * Whether the history shows what a record says now, and not only that it was once so: a verdict may be passed,
 * overruled, and applied again.
 */
export function isOnRecord(
  history: readonly RecordedDecision[],
  record: DecisionRecord,
): boolean {
  const { verdict, decidedBy: by, decidedAt: at } = record;
  const since = sinceClosing(history);
  if (verdict === 'approved' || verdict === 'requested') {
    return (
      since.some(known => known.by === by && known.at === at) &&
      (verdict === 'requested' || since.some(isOpening))
    );
  }
  const closing = lastClosing(history);
  const shown = decisionsIn(record);
  return (
    closing !== undefined &&
    isSame(closing, { verdict, by, at }) &&
    since.every(known => shown.some(entry => isSame(known, entry)))
  );
}

/**
 * The history with what a record shows beyond it; the same list when there is nothing. Approvals that outlive a closing
 * (`missingApprovals`) are not told again.
 */
export function withDecisions(
  history: readonly RecordedDecision[],
  record: DecisionRecord,
): readonly RecordedDecision[] {
  const isRecorded = isOnRecord(history, record);
  const missing = decisionsIn(record).filter(entry =>
    isClosing(entry.verdict)
      ? !isRecorded
      : !history.some(known => isSame(known, entry)),
  );
  return missing.length === 0
    ? history
    : [...history, ...missing].slice(-MAX_RECORDED_DECISIONS);
}

function isSame(
  a: RecordedDecision,
  b: Pick<RecordedDecision, 'verdict' | 'by' | 'at'>,
): boolean {
  return a.verdict === b.verdict && a.by === b.by && a.at === b.at;
}
