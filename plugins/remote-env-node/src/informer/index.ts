export { changesMoreThanStatus } from './changesMoreThanStatus';
export {
  BY_ENVIRONMENT,
  followServices,
  type ServiceView,
} from './followServices';
export {
  ResourceCache,
  type CacheListener,
  type ResourceCacheOptions,
} from './ResourceCache';
export type { IndexKeys, ViewChange } from './ResourceView';
