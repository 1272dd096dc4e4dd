export { decidedNotice, requestedNotice } from './connectionNotices';
export { Notices, type Notice } from './Notices';
