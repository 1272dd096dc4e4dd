export type {
  ActivityEntry,
  ActivityLog,
  ActivityPage,
  RecordedActivity,
} from './ActivityLog';
export type { ActivityKind } from './activityKinds';
export { DatabaseActivityLog } from './DatabaseActivityLog';
export { DatabaseReportLedger } from './DatabaseReportLedger';
export { EdgeCalls, hourOf, type HourOfCalls } from './EdgeCalls';
export { GatewayReports, type Sighting } from './GatewayReports';
