export {
  approvalGivenNotices,
  decidedNotice,
  putRightNotice,
  requestedNotice,
} from './connectionNotices';
export { ExpiryWarnings } from './ExpiryWarnings';
export { Notices, type Notice } from './Notices';
