export { createDocumentStore } from './createDocumentStore';
export {
  createResourceStore,
  type CreateResourceStoreOptions,
} from './createResourceStore';
export { documentStoreServiceRef } from './documentStoreServiceRef';
export { objectEventsServiceRef } from './objectEventsServiceRef';
export { remoteServiceViewServiceRef } from './remoteServiceViewServiceRef';
export { resourceStoreServiceRef } from './resourceStoreServiceRef';
