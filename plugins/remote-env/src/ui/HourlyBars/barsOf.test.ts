import { barsOf } from './barsOf';

const HOUR = 3_600_000;

describe('barsOf', () => {
  it('has a bar for every hour, each as a share of the highest', () => {
    const { bars, most } = barsOf({
      from: 10 * HOUR,
      hours: 3,
      counts: [
        { hour: 10 * HOUR, counts: [6, 2] },
        { hour: 12 * HOUR, counts: [1, 1] },
      ],
    });
    expect(most).toBe(8);
    expect(bars).toEqual([
      { hour: 10 * HOUR, counts: [6, 2], shares: [75, 25] },
      { hour: 11 * HOUR, counts: [], shares: [] },
      { hour: 12 * HOUR, counts: [1, 1], shares: [12.5, 12.5] },
    ]);
  });

  it('has no height where nothing was counted', () => {
    expect(barsOf({ from: 0, hours: 1, counts: [] })).toEqual({
      most: 0,
      bars: [{ hour: 0, counts: [], shares: [] }],
    });
  });
});
