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
export { addressKey } from './addressKey';
export { DatabaseSecurityEvents } from './DatabaseSecurityEvents';
export type {
  SecurityCount,
  SecurityEvent,
  SecurityEventPage,
  SecurityEvents,
  SecurityFilter,
} from './SecurityEvents';
export { SecurityLog } from './SecurityLog';
export { SecurityMeter } from './SecurityMeter';
