export { documentStoreServiceRef } from './documentStoreServiceRef';
export { resourceStoreServiceRef } from './resourceStoreServiceRef';
