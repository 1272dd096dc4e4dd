export {
  createCachingDocumentStore,
  type CachingDocumentStoreOptions,
} from './CachingDocumentStore.ts';
