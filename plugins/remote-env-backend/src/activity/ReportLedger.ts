import type { ActivityEntry } from './ActivityLog';
import type { CountedCalls } from './EdgeCalls';

/** What happens all the time: said once, then summed up. */
export interface FrequentActivity {
  /** The same for all that are summed up together; 64 characters at most. */
  kind: string;
  /** How many. */
  count: number;
  /** The last one, without a count. */
  last: ActivityEntry;
}

/** What a gateway saw since its last batch. */
export interface ReportBatch {
  /** By which a batch that comes again is known; without one it is taken each time. */
  id?: string;
  entries: ActivityEntry[];
  /** Each kind once. */
  frequent: FrequentActivity[];
  /** Of systems, to be counted by the hour. */
  calls: CountedCalls[];
}

/** Where reports are kept on their way into the activity log; all portals share it. */
export interface ReportLedger {
  /**
   * Takes a batch as a whole or not at all. What happens all the time is entered at once where nothing of its kind was
   * seen for a minute, and otherwise counted.
   *
   * @returns `false` when it was taken before, by whichever portal
   */
  take(batch: ReportBatch): Promise<boolean>;
}

/** @returns the entry as one that stands for so many */
export function withCount(entry: ActivityEntry, count: number): ActivityEntry {
  return count > 1
    ? { ...entry, details: { ...entry.details, count: String(count) } }
    : entry;
}
