import { createFilesystemDocumentStore } from '../../filesystem/FilesystemDocumentStore.ts';
import type { DocumentStore } from '../../ports/DocumentStore.ts';
import { createCachingDocumentStore } from '../CachingDocumentStore.ts';

/** A cache before documents on the file system; plain Node can load this module. */
export async function openCachedDocuments(options: {
  root: string;
  cache: string;
  maxBytes: number;
}): Promise<DocumentStore> {
  return createCachingDocumentStore(
    await createFilesystemDocumentStore({ root: options.root }),
    { folder: options.cache, maxBytes: options.maxBytes },
  );
}
