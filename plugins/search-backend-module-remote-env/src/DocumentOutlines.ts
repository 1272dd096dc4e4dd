import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  derivedOutlineSchema,
  type DerivedOutline,
} from '@remote-env/plugin-remote-env-common';
import {
  DocumentIntegrityError,
  DocumentNotFoundError,
  documentOutlineKey,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';

const unpack = promisify(gunzip);
/** Bytes of one outline's JSON. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What documents hold, as the registry derives it from them and keeps it beside them. */
export class DocumentOutlines {
  readonly #documents: DocumentStore;

  static create(documents: DocumentStore): DocumentOutlines {
    return new DocumentOutlines(documents);
  }

  private constructor(documents: DocumentStore) {
    this.#documents = documents;
  }

  /**
   * @returns undefined while it is not made, or damaged
   * @throws StoreUnavailableError, so that an index is never built from half of them
   */
  async of(sha256: string): Promise<DerivedOutline | undefined> {
    try {
      const { body } = await this.#documents.get(documentOutlineKey(sha256));
      const packed = Buffer.concat(await body.toArray());
      const text = await unpack(packed, { maxOutputLength: MAX_BYTES });
      return derivedOutlineSchema.parse(JSON.parse(text.toString()));
    } catch (error) {
      if (
        error instanceof DocumentNotFoundError ||
        error instanceof DocumentIntegrityError
      ) {
        return undefined;
      }
      throw error;
    }
  }
}
