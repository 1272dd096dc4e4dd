export {
  StatusSummaries,
  type StatusSummariesOptions,
} from './StatusSummaries';
