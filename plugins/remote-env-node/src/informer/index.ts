export { changesMoreThanStatus } from './changesMoreThanStatus';
export {
  BY_ENVIRONMENT,
  completeServices,
  followServices,
  type ServiceView,
} from './followServices';
export { PackedObjects } from './PackedObjects';
export {
  ResourceCache,
  type CacheListener,
  type ResourceCacheOptions,
} from './ResourceCache';
export type { IndexKeys, ViewChange } from './ResourceView';
