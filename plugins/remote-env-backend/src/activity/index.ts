export type {
  ActivityEntry,
  ActivityLog,
  ActivityPage,
  RecordedActivity,
} from './ActivityLog';
export { DatabaseActivityLog } from './DatabaseActivityLog';
export { DatabaseReportLedger } from './DatabaseReportLedger';
export { GatewayReports, type Sighting } from './GatewayReports';
