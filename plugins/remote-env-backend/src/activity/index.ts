export type {
  ActivityEntry,
  ActivityLog,
  ActivityPage,
  RecordedActivity,
} from './ActivityLog';
export { DatabaseActivityLog } from './DatabaseActivityLog';
export { DatabaseReportLedger } from './DatabaseReportLedger';
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
