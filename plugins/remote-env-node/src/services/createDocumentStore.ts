import type { DocumentStoreConfig } from '../config';
import { createCachingDocumentStore } from '../documentCache';
import { createFilesystemDocumentStore } from '../filesystem';
import type { DocumentStore } from '../ports';
import { exportsOf } from './exportsOf';

/** Opens the document store that the configuration chooses; the client of S3 is loaded only then. */
export async function createDocumentStore(
  config: DocumentStoreConfig,
): Promise<DocumentStore> {
  if (config.type === 'filesystem') {
    return createFilesystemDocumentStore(config.filesystem);
  }
  const { createMinioDocumentStore } = exportsOf(await import('../minio'));
  const store = await createMinioDocumentStore(config.minio);
  return config.cache ? createCachingDocumentStore(store, config.cache) : store;
}
