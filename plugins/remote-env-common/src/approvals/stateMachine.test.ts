import type { ConnectionState } from '../connectionState';
import type { DecidedVerdict } from '../resources/ConnectionApproval';
import {
  automaticGroup,
  ONE_ADMIN,
  requiredApprovals,
  type ApprovalRules,
} from './rules';
import {
  decide,
  NEXT_VERDICTS,
  standingOf,
  type Act,
  type Standing,
} from './stateMachine';

const STATES: ConnectionState[] = [
  'requested',
  'approved',
  'rejected',
  'suspended',
  'retired',
  'deleting',
];
const VERDICTS: DecidedVerdict[] = [
  'approved',
  'rejected',
  'suspended',
  'retired',
];
const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const CAT = 'user:default/cat';

const act = (verdict: DecidedVerdict, more: Partial<Act> = {}): Act => ({
  verdict,
  by: ANN,
  at: '2026-11-21T12:00:00.000Z',
  reason: 'why not',
  required: 1,
  ...more,
});

/** As it is after people have decided one after the other. */
function after(...acts: Act[]): Standing {
  return acts.reduce<Standing>(
    (standing, each) => {
      const outcome = decide(standing, each);
      if (outcome.kind !== 'changed') {
        throw new Error(JSON.stringify(outcome));
      }
      const { decision } = outcome;
      return {
        state: decision.verdict,
        approvals: decision.approvals ?? [],
        decision,
      };
    },
    { state: 'requested', approvals: [] },
  );
}

const STANDINGS: Record<ConnectionState, Standing> = {
  requested: after(),
  approved: after(act('approved')),
  rejected: after(act('rejected')),
  suspended: after(act('approved'), act('suspended')),
  retired: after(act('approved'), act('retired')),
  deleting: { state: 'deleting', approvals: [] },
};

describe('the state machine of connections', () => {
  const EVERY = STATES.flatMap(state =>
    VERDICTS.map(verdict => [state, verdict] as const),
  );

  const expected = (state: ConnectionState, verdict: DecidedVerdict) => {
    if (NEXT_VERDICTS[state].includes(verdict)) {
      return expect.objectContaining({
        kind: 'changed',
        decision: expect.objectContaining({
          verdict,
          decidedBy: BOB,
          reason: 'why not',
        }),
      });
    }
    if (state !== verdict) {
      return {
        kind: 'refused',
        field: 'verdict',
        message: `what is ${state} cannot become ${verdict}`,
      };
    }
    return verdict === 'approved'
      ? expect.objectContaining({
          decision: expect.objectContaining({
            decidedBy: ANN,
            approvals: [
              expect.objectContaining({ by: ANN }),
              expect.objectContaining({ by: BOB }),
            ],
          }),
        })
      : { kind: 'unchanged' };
  };

  it.each(EVERY)('%s, then %s: what the table says', (state, verdict) => {
    expect(decide(STANDINGS[state], act(verdict, { by: BOB }))).toEqual(
      expected(state, verdict),
    );
  });

  it('lets nothing out of retirement', () => {
    expect(NEXT_VERDICTS.retired).toEqual([]);
    const closed = STATES.filter(state => NEXT_VERDICTS[state].length === 0);
    expect(closed).toEqual(['retired', 'deleting']);
  });

  it.each([
    ['requested', 'rejected', true],
    ['approved', 'retired', true],
    ['approved', 'suspended', false],
    ['requested', 'approved', false],
  ] as const)('%s to %s needs a reason: %s', (state, verdict, isNeeded) => {
    for (const reason of [undefined, '', '  ']) {
      const outcome = decide(STANDINGS[state], act(verdict, { reason }));
      expect(outcome).toMatchObject(
        isNeeded
          ? { kind: 'refused', field: 'reason' }
          : { kind: 'changed', decision: { verdict } },
      );
    }
  });

  describe('with two admins', () => {
    const two = { required: 2 };
    const first = after(act('approved', two));

    it('counts the first approval and waits', () => {
      expect(first).toMatchObject({
        state: 'requested',
        approvals: [{ by: ANN }],
        decision: { requiredApprovals: 2 },
      });
    });

    it('does not count the same person twice, however it is written', () => {
      for (const by of [ANN, 'User:default/Ann']) {
        expect(decide(first, act('approved', { ...two, by }))).toMatchObject({
          kind: 'refused',
          field: 'verdict',
          message: expect.stringContaining('you have approved it already'),
        });
      }
    });

    it('opens with the second one, and takes no third', () => {
      const open = after(
        act('approved', two),
        act('approved', { ...two, by: BOB }),
      );
      expect(open).toMatchObject({
        state: 'approved',
        approvals: [{ by: ANN }, { by: BOB }],
        decision: { decidedBy: BOB },
      });
      expect(decide(open, act('approved', { ...two, by: CAT }))).toEqual({
        kind: 'unchanged',
      });
    });

    it.each([ANN, BOB])('ends with the rejection of %s', by => {
      const rejected = after(
        act('approved', two),
        act('rejected', { ...two, by }),
      );
      expect(rejected).toMatchObject({ state: 'rejected', approvals: [] });
      const again = decide(rejected, act('approved', { ...two, by: BOB }));
      expect(again).toMatchObject({
        decision: { verdict: 'requested', approvals: [{ by: BOB }] },
      });
    });

    it('needs both again after a suspension, which lasts until then', () => {
      const suspended = after(
        act('approved', two),
        act('approved', { ...two, by: BOB }),
        act('suspended', { by: CAT, reason: 'leak' }),
      );
      const once = decide(suspended, act('approved', two));
      expect(once).toMatchObject({
        decision: {
          verdict: 'suspended',
          decidedBy: CAT,
          reason: 'leak',
          approvals: [{ by: ANN }],
        },
      });
    });

    it('is open with one when no more are needed meanwhile', () => {
      expect(decide(first, act('approved', { required: 1 }))).toMatchObject({
        decision: { verdict: 'approved', approvals: [{ by: ANN }] },
      });
    });
  });

  it('takes an approval of before approvals were listed as one', () => {
    const metadata = {
      name: 'shop',
      namespace: 's',
      uid: 'u',
      resourceVersion: '1',
      creationTimestamp: '',
    };
    const spec = {
      environment: { name: 'shop', uid: 'u' },
      verdict: 'approved' as const,
      decidedBy: ANN,
      decidedAt: '2026-01-01T00:00:00Z',
    };
    const standing = standingOf({ metadata }, { spec });
    expect(standing).toMatchObject({
      state: 'approved',
      approvals: [{ by: ANN }],
    });
    expect(
      standingOf({ metadata: { ...metadata, uid: 'later' } }, { spec }),
    ).toEqual({ state: 'requested', approvals: [] });
    expect(
      standingOf({ metadata }, { spec: { ...spec, automatic: true } })
        .approvals,
    ).toEqual([]);
  });
});

describe('the rules of approval', () => {
  const rules: ApprovalRules = {
    automaticGroups: ['group:default/Platform'],
    twoAdmins: [{ stage: 'production' }, { tier: 'gold', region: 'eu' }],
  };

  it.each([
    [undefined, 1],
    [{}, 1],
    [{ stage: 'production' }, 2],
    [{ stage: 'Production' }, 1],
    [{ stage: 'dev', tier: 'gold' }, 1],
    [{ region: 'eu', tier: 'gold' }, 2],
  ])('need for %j approvals of %d', (labels, people) => {
    expect(requiredApprovals(labels, rules)).toBe(people);
    expect(requiredApprovals(labels, ONE_ADMIN)).toBe(1);
  });

  it('approve at once what members of a group ask for, unless two have to', () => {
    const claims = ['user:default/ada', 'group:default/platform'];
    expect(automaticGroup(claims, {}, rules)).toBe('group:default/Platform');
    expect(automaticGroup([ANN], {}, rules)).toBeUndefined();
    expect(
      automaticGroup(claims, { stage: 'production' }, rules),
    ).toBeUndefined();
    expect(automaticGroup(claims, {}, ONE_ADMIN)).toBeUndefined();
  });
});
