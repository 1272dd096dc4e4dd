export {
  createFilesystemDocumentStore,
  type FilesystemDocumentStoreOptions,
} from './FilesystemDocumentStore.ts';
