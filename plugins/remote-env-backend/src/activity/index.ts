export type {
  ActivityEntry,
  ActivityLog,
  ActivityPage,
  RecordedActivity,
} from './ActivityLog';
export { DatabaseActivityLog } from './DatabaseActivityLog';
