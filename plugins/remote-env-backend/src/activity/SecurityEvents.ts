import type { SecurityKind } from '@remote-env/plugin-remote-env-common';

/** One entry of the activity log that admins watch for; it stands for all alike of a minute. */
export interface SecurityEvent {
  /** As of activity. */
  id: string;
  /** Of the last one. */
  at: Date;
  kind: SecurityKind;
  count: number;
  address?: string;
  /** Name of the environment that it was about, where there is one. */
  environment?: string;
  /** `certificate:<fingerprint>` of the last one. */
  actor?: string;
  /** Why, in a few words. */
  message?: string;
  /** What it was tried on, as metrics name it. */
  route?: string;
  listener?: string;
}

/** All that is given must fit. */
export interface SecurityFilter {
  kind?: SecurityKind;
  /** Name of the environment. */
  environment?: string;
  /** The address, or the beginning of one that ends in a dot or colon. */
  address?: string;
  from?: Date;
  to?: Date;
}

export interface SecurityEventPage {
  items: SecurityEvent[];
  totalItems: number;
  nextCursor?: string;
}

/** How many of one kind there were from a time on, until the next of these times. */
export interface SecurityCount {
  at: Date;
  kind: SecurityKind;
  count: number;
}

/** What admins watch for, out of the activity log. */
export interface SecurityEvents {
  /** Newest first. @throws InputError for a cursor that is not from this list */
  list(
    filter: SecurityFilter,
    page: { limit: number; cursor?: string },
  ): Promise<SecurityEventPage>;

  /** Sums for each minute, hour or day (UTC) in which there were some, oldest first. */
  counts(
    filter: SecurityFilter,
    step: 'minute' | 'hour' | 'day',
  ): Promise<SecurityCount[]>;
}
