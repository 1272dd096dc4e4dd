import type { ActivityKind } from './activityKinds';

/** One thing that happened, as timelines show it. Never holds a secret or a token. */
export interface ActivityEntry {
  /** Kebab case, e.g. `certificate-revoke`; the same words as the auditor's event ids. */
  action: string;
  /** `refused`: somebody was not allowed; `failure`: it was tried and did not work. */
  outcome: 'success' | 'failure' | 'refused';
  /** Entity reference, `certificate:<fingerprint>`, a consumer as `namespace/name`, or the name of a process. */
  actor?: string;
  environment?: {
    name: string;
    /** Absent where nobody proved which one it was. */
    uid?: string;
  };
  serviceId?: string;
  /** One sentence for people. */
  message?: string;
  details?: Record<string, string>;
  /** Defaults to now. */
  at?: Date;
  /** Made by a reporter that may send an entry twice; the second one is not kept. */
  reportId?: string;
}

/** An entry as it was kept. */
export interface RecordedActivity extends Omit<ActivityEntry, 'reportId'> {
  /** Opaque; grows with the order of recording. */
  id: string;
  at: Date;
}

export interface ActivityPage {
  items: RecordedActivity[];
  totalItems: number;
  nextCursor?: string;
}

/**
 * Append-only log of what was done and seen; feeds timelines (architecture.md, "Index"). Backstage's auditor
 * writes log lines only, so that whoever audits an action records it here too.
 */
export interface ActivityLog {
  /** Keeps the entries; a failure is logged and never fails the action that it is about. */
  record(...entries: ActivityEntry[]): Promise<void>;

  /**
   * What happened to one environment, newest first. Entries of an earlier environment with the same name are
   * left out.
   *
   * @throws InputError for a cursor that is not from this list
   */
  list(
    environment: { name: string; uid: string; createdAt: Date },
    options?: { limit?: number; cursor?: string; kind?: ActivityKind },
  ): Promise<ActivityPage>;
}
