export { decidedNotice, requestedNotice } from './connectionNotices';
export { ExpiryWarnings } from './ExpiryWarnings';
export { Notices, type Notice } from './Notices';
