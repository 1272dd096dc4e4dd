const HOUR_MS = 3_600_000;

/** Counts of one hour, one for each series. */
export interface HourOfCounts {
  /** When it begins, in milliseconds. */
  hour: number;
  counts: number[];
}

/** A bar for every hour, also for those without a count. `shares` are of the highest bar, in percent. */
export function barsOf(options: {
  from: number;
  hours: number;
  counts: readonly HourOfCounts[];
}): { bars: (HourOfCounts & { shares: number[] })[]; most: number } {
  const { from, hours, counts } = options;
  const known = new Map(counts.map(one => [one.hour, one.counts]));
  const most = Math.max(
    0,
    ...counts.map(one => one.counts.reduce((sum, count) => sum + count, 0)),
  );
  const bars = Array.from({ length: hours }, (_, i) => {
    const hour = from + i * HOUR_MS;
    const ofHour = known.get(hour) ?? [];
    return {
      hour,
      counts: ofHour,
      shares: ofHour.map(count => (most > 0 ? (count / most) * 100 : 0)),
    };
  });
  return { bars, most };
}
