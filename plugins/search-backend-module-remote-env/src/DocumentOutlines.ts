import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { LoggerService } from '@backstage/backend-plugin-api';
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
  readonly #logger: LoggerService;

  static create(options: { documents: DocumentStore; logger: LoggerService }) {
    return new DocumentOutlines(options);
  }

  private constructor(options: {
    documents: DocumentStore;
    logger: LoggerService;
  }) {
    this.#documents = options.documents;
    this.#logger = options.logger;
  }

  /**
   * @returns undefined while it is not made, or damaged: one document must not keep all others out of the index
   * @throws StoreUnavailableError, so that an index is never built from half of them
   */
  async of(sha256: string): Promise<DerivedOutline | undefined> {
    const packed = await this.#packed(sha256);
    try {
      const text =
        packed && (await unpack(packed, { maxOutputLength: MAX_BYTES }));
      return text && derivedOutlineSchema.parse(JSON.parse(text.toString()));
    } catch (error) {
      this.#logger.warn(
        `operations of document ${sha256} are left out: ${error}`,
      );
      return undefined;
    }
  }

  async #packed(sha256: string): Promise<Buffer | undefined> {
    try {
      const { body } = await this.#documents.get(documentOutlineKey(sha256));
      return Buffer.concat(await body.toArray());
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
