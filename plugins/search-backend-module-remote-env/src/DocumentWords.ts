import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RemoteServiceSpec } from '@remote-env/plugin-remote-env-common';
import {
  documentTextKey,
  DocumentIntegrityError,
  DocumentNotFoundError,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';

/** Characters of one document's words. */
const MAX_WORDS = 8000;
/** No character takes more bytes in UTF-8. */
const MAX_BYTES = MAX_WORDS * 4;

/**
 * Words of registered documents (titles, summaries of operations, guides), which the registry keeps beside them so
 * that nobody has to parse the documents again.
 */
export class DocumentWords {
  readonly #documents: DocumentStore;
  readonly #logger: LoggerService;

  static create(options: { documents: DocumentStore; logger: LoggerService }) {
    return new DocumentWords(options);
  }

  private constructor(options: {
    documents: DocumentStore;
    logger: LoggerService;
  }) {
    this.#documents = options.documents;
    this.#logger = options.logger;
  }

  /** @throws StoreUnavailableError, so that an index is never built from half of the words */
  async of({ id, documents }: RemoteServiceSpec): Promise<string[]> {
    const words: string[] = [];
    for (const { sha256 } of Object.values(documents ?? {})) {
      try {
        words.push(await this.#read(documentTextKey(sha256)));
      } catch (error) {
        if (error instanceof DocumentIntegrityError) {
          this.#logger.warn(`words of service ${id} are left out: ${error}`);
        } else if (!(error instanceof DocumentNotFoundError)) {
          throw error;
        }
      }
    }
    return words;
  }

  async #read(key: string): Promise<string> {
    const { body } = await this.#documents.get(key);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_BYTES) {
        break;
      }
    }
    return Buffer.concat(chunks).toString().slice(0, MAX_WORDS);
  }
}
