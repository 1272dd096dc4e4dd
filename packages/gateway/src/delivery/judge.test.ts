import { backOff, judge, parseRetryAfter, type TryResult } from './judge';

const HOUR = 3600_000;

function judged(
  result: TryResult,
  about: Partial<Parameters<typeof judge>[1]> = {},
) {
  return judge(result, {
    attempt: 1,
    ageMs: 0,
    limits: { maxTries: 5, maxAgeMs: HOUR },
    random: 1,
    ...about,
  });
}

const answered = (status: number, retryAfterMs?: number): TryResult => ({
  kind: 'answered',
  status,
  retryAfterMs,
});

describe('judge', () => {
  it.each([200, 201, 202, 204, 299])('takes %d as delivered', status => {
    expect(judged(answered(status))).toEqual({ kind: 'delivered' });
  });

  it.each([408, 409, 425, 429, 500, 502, 503, 504, 599])(
    'tries again after %d',
    status => {
      expect(judged(answered(status))).toEqual({
        kind: 'retry',
        delayMs: 1000,
        reason: `the sink answered ${status}`,
      });
    },
  );

  it.each([301, 302, 307, 400, 401, 403, 404, 413, 422])(
    'gives an event up at once after %d',
    status => {
      expect(judged(answered(status)).kind).toBe('dead-letter');
    },
  );

  it('ends the subscription after 410, and tries again without an answer', () => {
    expect(judged(answered(410)).kind).toBe('end');
    expect(judged({ kind: 'unanswered', reason: 'away' })).toEqual({
      kind: 'retry',
      delayMs: 1000,
      reason: 'away',
    });
    expect(judged({ kind: 'forbidden', reason: 'loopback' }).kind).toBe(
      'dead-letter',
    );
  });

  it('waits as long as the sink asks, and no longer than an hour', () => {
    const limits = { maxTries: 5, maxAgeMs: 24 * HOUR };
    expect(judged(answered(503, 30_000), { limits })).toMatchObject({
      delayMs: 30_000,
    });
    expect(judged(answered(429, 10), { limits })).toMatchObject({
      delayMs: 1000,
    });
    expect(judged(answered(503, 5 * HOUR), { limits })).toMatchObject({
      delayMs: HOUR,
    });
  });

  it('gives up after the last try, or when the next would come too late', () => {
    expect(judged(answered(500), { attempt: 4 }).kind).toBe('retry');
    expect(judged(answered(500), { attempt: 5 })).toEqual({
      kind: 'dead-letter',
      reason: 'the sink answered 500; tried 5 times',
    });
    expect(judged(answered(500), { ageMs: HOUR - 1000 }).kind).toBe('retry');
    expect(judged(answered(500), { ageMs: HOUR - 999 })).toEqual({
      kind: 'dead-letter',
      reason: 'the sink answered 500; too old to be tried again',
    });
    expect(judged(answered(200), { ageMs: 2 * HOUR }).kind).toBe('delivered');
  });

  it('doubles the pause up to ten minutes, with jitter', () => {
    expect([1, 2, 3, 4].map(n => backOff(n, 1))).toEqual([
      1000, 2000, 4000, 8000,
    ]);
    expect([1, 2, 3].map(n => backOff(n, 0))).toEqual([500, 1000, 2000]);
    expect(backOff(11, 1)).toBe(600_000);
    expect(backOff(5000, 1)).toBe(600_000);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-02T03:04:05Z');

  it.each([
    ['0', 0],
    [' 120 ', 120_000],
    ['Fri, 02 Jan 2026 03:05:05 GMT', 60_000],
    ['Fri, 02 Jan 2026 03:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
