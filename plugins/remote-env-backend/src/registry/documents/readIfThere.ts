import {
  DocumentNotFoundError,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';

/** All bytes of a document; undefined when there is none. @throws StoreUnavailableError, DocumentIntegrityError */
export async function readIfThere(
  documents: Pick<DocumentStore, 'get'>,
  key: string,
): Promise<Buffer | undefined> {
  try {
    const { body } = await documents.get(key);
    return Buffer.concat(await body.toArray());
  } catch (error) {
    if (error instanceof DocumentNotFoundError) {
      return undefined;
    }
    throw error;
  }
}
