import { reminderOf, validityOf } from './validity';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('reminders', () => {
  it.each([
    [31, undefined],
    [30, { stage: 30, days: 30 }],
    [7.5, { stage: 30, days: 7 }],
    [7, { stage: 7, days: 7 }],
    [1.5, { stage: 7, days: 1 }],
    [1, { stage: 1, days: 1 }],
    [0.1, { stage: 1, days: 1 }],
    [0, { stage: 'past', days: 0 }],
    [-3, { stage: 'past', days: 0 }],
  ])('%p days before the end: %p', (days, expected) => {
    const endsAt = NOW + days * DAY;
    expect(reminderOf(endsAt, NOW)).toEqual(
      expected && { ...expected, endsAt },
    );
  });
});

describe('validityOf', () => {
  const at = (days: number) => new Date(NOW + days * DAY).toISOString();

  it.each([
    ['valid', -45, 45, { elapsed: 0.5, daysLeft: 45, days: 90, tone: 'good' }],
    ['valid', -72, 18, { elapsed: 0.8, daysLeft: 18, days: 90, tone: 'soon' }],
    ['valid', -87, 3, { daysLeft: 3, tone: 'urgent' }],
    ['valid', 1, 91, { elapsed: 0, days: 90, tone: 'good' }],
    ['expired', -91, -1, { elapsed: 1, daysLeft: 0, tone: 'over' }],
    ['revoked', -45, 45, { elapsed: 0.5, tone: 'over' }],
  ] as const)(
    'of one that is %s, from %p to %p',
    (state, from, to, expected) => {
      expect(
        validityOf({ state, notBefore: at(from), notAfter: at(to) }, NOW),
      ).toMatchObject(expected);
    },
  );
});
