export {
  approvalGivenNotices,
  decidedNotice,
  putRightNotice,
  requestedNotice,
} from './connectionNotices';
export { BreakingChanges } from './BreakingChanges';
export { ExpiryWarnings } from './ExpiryWarnings';
export { Notices, type Notice } from './Notices';
