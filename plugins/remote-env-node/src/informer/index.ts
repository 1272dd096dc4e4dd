export { changesMoreThanStatus } from './changesMoreThanStatus';
export {
  ResourceCache,
  type CacheListener,
  type ResourceCacheOptions,
} from './ResourceCache';
export type { IndexKeys, ViewChange } from './ResourceView';
