export { documentStoreServiceRef } from './documentStoreServiceRef';
export { objectEventsServiceRef } from './objectEventsServiceRef';
export { resourceStoreServiceRef } from './resourceStoreServiceRef';
