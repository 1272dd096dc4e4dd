import type { SecurityCounts, SecurityKind } from '../../apis';

const STEP_MS: Record<SecurityCounts['step'], number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

export interface KindCounts {
  total: number;
  /** The most within one step. */
  most: number;
  /** Milliseconds since 1970 at which the last step with some begins. */
  last?: number;
  /** Steps with some: the position from the first step of all, the beginning, how many. */
  bars: { position: number; at: number; count: number }[];
}

export interface Steps {
  /** How many there are from the beginning to the end of the time asked for. */
  length: number;
  /** The most within one step, over all kinds. */
  most: number;
  of(kind: SecurityKind): KindCounts;
}

/** Puts counts, of which there are none for quiet times, on one axis for all kinds. */
export function stepsOf({ from, to, step, items }: SecurityCounts): Steps {
  const size = STEP_MS[step];
  const first = Math.floor(Date.parse(from) / size);
  const byKind = new Map<SecurityKind, KindCounts>();
  let most = 0;
  for (const { at, kind, count } of items) {
    const counts = byKind.get(kind) ?? { total: 0, most: 0, bars: [] };
    const moment = Date.parse(at);
    counts.total += count;
    counts.most = Math.max(counts.most, count);
    counts.last = moment;
    counts.bars.push({
      position: Math.floor(moment / size) - first,
      at: moment,
      count,
    });
    byKind.set(kind, counts);
    most = Math.max(most, count);
  }
  return {
    length: Math.max(1, Math.floor(Date.parse(to) / size) - first + 1),
    most,
    of: kind => byKind.get(kind) ?? { total: 0, most: 0, bars: [] },
  };
}
