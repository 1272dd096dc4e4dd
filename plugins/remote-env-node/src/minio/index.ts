export { createMinioDocumentStore } from './MinioDocumentStore.ts';
export type {
  MinioDocumentStoreOptions,
  S3Credentials,
  ServerSideEncryption,
} from './MinioDocumentStoreOptions.ts';
