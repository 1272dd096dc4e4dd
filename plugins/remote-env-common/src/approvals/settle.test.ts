import type { RecordedDecision } from '../resources/RemoteEnvironment';
import { MAX_RECORDED_DECISIONS, withDecisions } from './history';
import { ONE_ADMIN } from './rules';
import { RULES_ACTOR, settle, type Found } from './settle';
import { decide, type DecisionRecord } from './stateMachine';

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const RULES = { automaticGroups: [], twoAdmins: [{ stage: 'production' }] };
const PRODUCTION = { stage: 'production' };

const day = (n: number) =>
  `2026-11-${String(n).padStart(2, '0')}T00:00:00.000Z`;
const NOW = day(28);

const applied = (
  verdict: DecisionRecord['verdict'],
  by = ANN,
  at = day(1),
  more: Partial<DecisionRecord> = {},
): DecisionRecord => ({ verdict, decidedBy: by, decidedAt: at, ...more });

const found = (record: DecisionRecord, more: Partial<Found> = {}): Found => ({
  record,
  approvedLabels: undefined,
  history: [],
  labels: {},
  isKnown: false,
  rules: RULES,
  now: NOW,
  ...more,
});

/** What a portal makes of one state after the other, each applied past it. */
function keep(
  states: DecisionRecord[],
  labels: Record<string, string> = {},
): { record: DecisionRecord; history: readonly RecordedDecision[] } {
  let history: readonly RecordedDecision[] = [];
  let record = applied('requested');
  states.forEach((state, index) => {
    const settled = settle(
      found(state, { history, labels, isKnown: index > 0 }),
    );
    record = settled.record;
    history = withDecisions(history, record);
    // Looking again changes nothing.
    expect(
      settle(found(record, { ...settled, history, labels, isKnown: true }))
        .record,
    ).toEqual(record);
    expect(withDecisions(history, record)).toBe(history);
  });
  return { record, history };
}

const told = (history: readonly RecordedDecision[]) =>
  history.map(({ verdict, by, given, required }) =>
    [verdict, by.split('/')[1] ?? by, given && `${given} of ${required}`]
      .filter(Boolean)
      .join(' '),
  );

describe('decisions that were applied past the portal', () => {
  it('are completed: an approval counts as one of who decided', () => {
    const { record, history } = keep([applied('approved')]);
    expect(record).toMatchObject({
      verdict: 'approved',
      approvals: [{ by: ANN }],
      requiredApprovals: 1,
    });
    expect(told(history)).toEqual(['approved ann 1 of 1']);
  });

  it('count as the first of two where two people have to approve', () => {
    const first = keep([applied('approved')], PRODUCTION);
    expect(first.record).toMatchObject({
      verdict: 'requested',
      approvals: [{ by: ANN }],
    });
    const again = keep(
      [applied('approved'), applied('approved', ANN, day(1))],
      PRODUCTION,
    );
    expect(again.record.verdict).toBe('requested');
    const both = keep(
      [
        applied('approved'),
        {
          ...first.record,
          verdict: 'approved',
          decidedBy: BOB,
          decidedAt: day(2),
        },
      ],
      PRODUCTION,
    );
    expect(both.record.verdict).toBe('approved');
    expect(told(both.history)).toEqual([
      'approved ann 1 of 2',
      'approved bob 2 of 2',
    ]);
  });

  it('may name both people at once', () => {
    const approvals = [{ by: BOB, at: day(1) }];
    expect(
      keep([applied('approved', ANN, day(2), { approvals })], PRODUCTION).record
        .verdict,
    ).toBe('approved');
    const same = [{ by: 'User:default/ANN', at: day(1) }];
    expect(
      keep([applied('approved', ANN, day(2), { approvals: same })], PRODUCTION)
        .record.verdict,
    ).toBe('requested');
  });

  it('close at once, and what was approved before counts no more', () => {
    const open = keep([applied('approved')]).record;
    const suspended = { ...open, verdict: 'suspended' as const };
    const closed = keep([applied('approved'), suspended]);
    expect(closed.record).toMatchObject({
      verdict: 'suspended',
      approvals: [],
    });
    const resumed = keep([
      applied('approved'),
      suspended,
      { ...closed.record, verdict: 'approved' },
    ]);
    expect(resumed.record).toMatchObject({
      verdict: 'approved',
      decidedAt: NOW,
    });
    expect(told(resumed.history)).toEqual([
      'approved ann 1 of 1',
      'suspended ann',
      'approved ann 1 of 1',
    ]);
  });

  it('do not resume alone what two have to approve', () => {
    const closing = applied('suspended', BOB, day(3), { reason: 'leak' });
    const { record } = keep(
      [closing, applied('approved', ANN, day(4))],
      PRODUCTION,
    );
    expect(record).toMatchObject({
      verdict: 'suspended',
      decidedBy: BOB,
      reason: 'leak',
      approvals: [{ by: ANN }],
    });
  });

  it.each(['approved', 'suspended', 'rejected', 'requested'] as const)(
    'never bring back what is retired: %s',
    verdict => {
      const retired = applied('retired', BOB, day(3), { reason: 'sold' });
      const settled = settle(
        found(applied(verdict, ANN, day(9)), {
          history: withDecisions([], retired),
          isKnown: true,
        }),
      );
      expect(settled).toMatchObject({
        record: { verdict: 'retired', decidedBy: BOB, reason: 'sold' },
        because: 'what is retired stays retired',
      });
    },
  );
});

describe('labels that change under an approval', () => {
  const record = applied('approved', ANN, day(1), {
    approvals: [{ by: ANN, at: day(1) }],
    requiredApprovals: 1,
  });
  const history = withDecisions([], record);
  const known = { history, isKnown: true };

  it('cut it off when more people have to approve; the approvals still count', () => {
    const settled = settle(
      found(record, { ...known, approvedLabels: {}, labels: PRODUCTION }),
    );
    expect(settled).toMatchObject({
      record: {
        verdict: 'suspended',
        decidedBy: RULES_ACTOR,
        approvals: [{ by: ANN }],
      },
      because: expect.stringContaining('2 people have to approve, and 1 did'),
    });
    const later = withDecisions(history, settled.record);
    expect(told(later)).toEqual([
      'approved ann 1 of 1',
      'suspended remote-env:approval-rules',
    ]);
    const second = decide(
      {
        state: 'suspended',
        approvals: settled.record.approvals ?? [],
        decision: settled.record,
      },
      { verdict: 'approved', by: BOB, at: day(9), required: 2 },
    );
    expect(second).toMatchObject({ decision: { verdict: 'approved' } });
    const open = second.kind === 'changed' ? second.decision : record;
    expect(told(withDecisions(later, open)).slice(2)).toEqual([
      'approved bob 2 of 2',
    ]);
  });

  it('cut it off once, when a second portal still reads the approval of before', () => {
    const first = settle(
      found(record, { ...known, approvedLabels: {}, labels: PRODUCTION }),
    );
    const later = withDecisions(history, first.record);
    const second = settle(
      found(record, {
        ...known,
        history: later,
        approvedLabels: {},
        labels: PRODUCTION,
      }),
    );
    expect(second.record).toEqual(first.record);
    expect(withDecisions(later, second.record)).toBe(later);
    expect(withDecisions(later, first.record)).toBe(later);
  });

  it('tell it when one approval is enough again before it was cut off', () => {
    const cutOff = settle(
      found(record, { ...known, approvedLabels: {}, labels: PRODUCTION }),
    );
    const later = withDecisions(history, cutOff.record);
    const open = settle(
      found(record, { ...known, history: later, approvedLabels: {} }),
    );
    expect(open.record).toMatchObject({
      verdict: 'approved',
      decidedBy: ANN,
      decidedAt: NOW,
    });
    expect(told(withDecisions(later, open.record)).slice(1)).toEqual([
      'suspended remote-env:approval-rules',
      'approved ann 1 of 1',
    ]);
  });

  it('leave it when enough have approved, or the rule is what changed', () => {
    const two = {
      ...record,
      approvals: [...(record.approvals ?? []), { by: BOB, at: day(2) }],
    };
    for (const each of [
      found(two, { ...known, approvedLabels: {}, labels: PRODUCTION }),
      found(record, {
        ...known,
        approvedLabels: PRODUCTION,
        labels: { ...PRODUCTION, team: 'blue' },
      }),
      found(record, {
        ...known,
        approvedLabels: {},
        labels: PRODUCTION,
        rules: ONE_ADMIN,
      }),
    ]) {
      expect(settle(each).record).toBe(each.record);
    }
  });

  it('leave what was approved by an earlier version, and remember its labels', () => {
    const old = applied('approved');
    const settled = settle(found(old, { labels: PRODUCTION, isKnown: true }));
    expect(settled).toEqual({ record: old, approvedLabels: PRODUCTION });
  });

  it('cut off what the rules approved alone', () => {
    const automatic = applied('approved', RULES_ACTOR, day(1), {
      automatic: true,
      approvals: [],
    });
    const open = withDecisions([], automatic);
    const now = { history: open, isKnown: true, approvedLabels: {} };
    expect(settle(found(automatic, now)).record).toBe(automatic);
    expect(
      settle(found(automatic, { ...now, labels: PRODUCTION })).record,
    ).toMatchObject({ verdict: 'suspended', approvals: [] });
    const cutOff = settle(found(automatic, { ...now, labels: PRODUCTION }));
    expect(
      settle(
        found(automatic, {
          ...now,
          history: withDecisions(open, cutOff.record),
          labels: PRODUCTION,
        }),
      ).record,
    ).toEqual(cutOff.record);
  });
});

it('keeps a bounded history, and no reason without end', () => {
  let history: readonly RecordedDecision[] = [];
  for (let i = 1; i <= 100; i++) {
    const at = new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString();
    history = withDecisions(
      history,
      applied(i % 2 ? 'approved' : 'suspended', ANN, at, {
        reason: 'x'.repeat(5000),
      }),
    );
  }
  expect(history).toHaveLength(MAX_RECORDED_DECISIONS);
  expect(history.at(-1)).toMatchObject({ verdict: 'suspended' });
  expect(history.every(({ reason }) => reason?.length === 1000)).toBe(true);
});
