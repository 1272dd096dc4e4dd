export { changedFields } from './changedFields';
export { KeyedQueue, type KeyedQueueOptions } from './KeyedQueue';
export type { Announce, Notice } from './Notice';
