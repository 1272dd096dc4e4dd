import type { GatewayReportEntry } from '@remote-env/plugin-remote-env-node';

/** What a role says; the reporter adds id and time. */
export type Report = Omit<GatewayReportEntry, 'id' | 'at' | 'count'>;

/**
 * Takes what the data plane saw, for the portal's activity log. Costs the caller microseconds and never fails:
 * alike reports are counted as one, what finds no room is counted as dropped.
 */
export interface Reports {
  report(report: Report): void;
}
