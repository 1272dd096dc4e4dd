import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { assertContentType } from '../filesystem/envelope.ts';
import {
  documentKeyProblem,
  type DocumentInfo,
  type DocumentStore,
  type PutOptions,
} from '../ports/DocumentStore.ts';
import {
  DocumentIntegrityError,
  DocumentNotFoundError,
  ResourceInvalidError,
  StoreUnavailableError,
} from '../ports/errors.ts';
import { Bucket } from './Bucket.ts';
import { assertCopied, copyHeaders } from './copying.ts';
import { askAhead, listQuery, parsePage } from './listing.ts';
import type { MinioDocumentStoreOptions } from './MinioDocumentStoreOptions.ts';
import { headersOf, infoOf } from './objectHeaders.ts';
import { readAnswer, S3Connection, type S3Request } from './S3Connection.ts';
import { Spool } from './Spool.ts';
import { isMissing, toStoreError } from './storeErrors.ts';
import { verifiedBody } from './verifiedBody.ts';

/** A list has names only; what else is known of a document is asked for each, so many at a time. */
const STATS_AHEAD = 8;

/**
 * Documents as objects of one bucket of any S3 endpoint, one object each under `{prefix}{key}`. It leans on what S3
 * promises (Amazon S3 User Guide, "Amazon S3 data consistency model"): a PUT replaces bytes and metadata of an object
 * at once or not at all, and whoever reads or lists after it was confirmed sees it. A put is one PUT whose digest is
 * signed, so that a writer or a connection that dies in the middle leaves what was there.
 */
class MinioDocumentStore implements DocumentStore {
  readonly #connection: S3Connection;
  readonly #bucket: Bucket;
  readonly #options: MinioDocumentStoreOptions;

  static async create(
    options: MinioDocumentStoreOptions,
  ): Promise<MinioDocumentStore> {
    const connection = await S3Connection.create(options);
    const bucket = Bucket.create(connection, options);
    try {
      await bucket.open();
    } catch (error) {
      connection.close();
      throw error;
    }
    return new MinioDocumentStore(connection, bucket, options);
  }

  private constructor(
    connection: S3Connection,
    bucket: Bucket,
    options: MinioDocumentStoreOptions,
  ) {
    this.#connection = connection;
    this.#bucket = bucket;
    this.#options = options;
  }

  async put(
    key: string,
    body: Readable | Buffer,
    options: PutOptions,
  ): Promise<DocumentInfo> {
    try {
      this.#assertOpen();
      const objectName = this.#objectName(key);
      assertContentType(options.contentType);
      const spool = await Spool.receive(
        body,
        options,
        this.#options.spoolFolder,
      );
      try {
        return await this.#send(key, objectName, spool, options.contentType);
      } finally {
        await spool.dispose();
      }
    } finally {
      if (!Buffer.isBuffer(body)) {
        body.destroy();
      }
    }
  }

  async get(key: string): Promise<{ info: DocumentInfo; body: Readable }> {
    this.#assertOpen();
    const objectName = this.#objectName(key);
    const answer = await this.#ask({ method: 'GET', objectName });
    if (!answer) {
      throw new DocumentNotFoundError(`no document '${key}'`);
    }
    try {
      const info = ours(key, infoOf(key, answer.headers));
      const body = verifiedBody(answer, info, this.#options.timeoutMs);
      return { info, body };
    } catch (error) {
      answer.destroy();
      throw error;
    }
  }

  async stat(key: string): Promise<DocumentInfo | undefined> {
    this.#assertOpen();
    const found = await this.#head(key);
    if (!found) {
      // An answer to HEAD has no body that would tell which of the two is missing.
      await this.#bucket.assertThere();
      return undefined;
    }
    return ours(key, found.info);
  }

  async copy(from: string, to: string): Promise<DocumentInfo> {
    this.#assertOpen();
    const source = this.#objectName(from);
    const target = this.#objectName(to);
    const info = await this.stat(from);
    if (!info) {
      throw new DocumentNotFoundError(`no document '${from}'`);
    }
    // S3 refuses to copy an object onto itself.
    const copied = from === to || (await this.#copy(source, target));
    if (!copied) {
      throw new DocumentNotFoundError(`no document '${from}'`);
    }
    return { ...info, key: to };
  }

  async *list(prefix: string): AsyncIterable<DocumentInfo> {
    this.#assertOpen();
    if (!/^[A-Za-z0-9._/-]{0,512}$/.test(prefix)) {
      throw new ResourceInvalidError('prefix has characters that no key has');
    }
    let token: string | undefined;
    do {
      const page = await this.#page(prefix, token);
      const keys = page.names
        .map(name => name.slice(this.#options.prefix.length))
        .filter(key => documentKeyProblem(key) === undefined);
      for await (const found of askAhead(keys, STATS_AHEAD, key =>
        this.#head(key),
      )) {
        // What is not ours, though it lies here, is no document.
        if (found.info) {
          yield found.info;
        }
      }
      token = page.continuationToken;
    } while (token !== undefined);
  }

  async delete(key: string): Promise<void> {
    this.#assertOpen();
    const objectName = this.#objectName(key);
    const answer = await this.#ask({
      method: 'DELETE',
      objectName,
      expected: [200, 204],
    });
    answer?.resume();
  }

  async close(): Promise<void> {
    this.#connection.close();
  }

  async #send(
    key: string,
    objectName: string,
    spool: Spool,
    contentType: string,
  ): Promise<DocumentInfo> {
    const info: DocumentInfo = {
      key,
      size: spool.size,
      contentType,
      sha256: spool.sha256,
      lastModified: new Date().toISOString(),
    };
    const answer = await this.#ask({
      method: 'PUT',
      objectName,
      headers: headersOf(info, this.#options.serverSideEncryption),
      body: () => spool.content(),
      sha256: spool.sha256,
    });
    if (!answer) {
      throw new StoreUnavailableError('document store refused: NotFound');
    }
    answer.resume();
    return info;
  }

  /** @returns false when there is no such source */
  async #copy(source: string, target: string): Promise<boolean> {
    const answer = await this.#ask({
      method: 'PUT',
      objectName: target,
      headers: copyHeaders(
        `${this.#options.bucket}/${source}`,
        this.#options.serverSideEncryption,
      ),
    });
    if (!answer) {
      return false;
    }
    assertCopied(await readAnswer(answer));
    return true;
  }

  async #head(
    key: string,
  ): Promise<{ info: DocumentInfo | undefined } | undefined> {
    const objectName = this.#objectName(key);
    const answer = await this.#ask({ method: 'HEAD', objectName });
    answer?.resume();
    return answer && { info: infoOf(key, answer.headers) };
  }

  async #page(prefix: string, token: string | undefined) {
    const answer = await this.#ask({
      method: 'GET',
      query: listQuery(this.#options.prefix + prefix, token),
    });
    return answer
      ? parsePage(await readAnswer(answer))
      : { names: [], continuationToken: undefined };
  }

  /** @returns undefined when the object is missing */
  async #ask(
    request: Omit<S3Request, 'expected'> & { expected?: number[] },
  ): Promise<IncomingMessage | undefined> {
    await this.#bucket.ensure();
    try {
      return await this.#connection.request({ expected: [200], ...request });
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw toStoreError(error);
    }
  }

  #objectName(key: string): string {
    const problem = documentKeyProblem(key);
    if (problem) {
      throw new ResourceInvalidError(problem);
    }
    return this.#options.prefix + key;
  }

  #assertOpen(): void {
    if (this.#connection.closed) {
      throw new StoreUnavailableError('document store is closed');
    }
  }
}

/**
 * Opens the store in a bucket. An endpoint that cannot be reached now is tried again at each use.
 *
 * @throws StoreUnavailableError when the bucket is missing and must not be made, or the credentials are refused
 */
export async function createMinioDocumentStore(
  options: MinioDocumentStoreOptions,
): Promise<DocumentStore> {
  return MinioDocumentStore.create(options);
}

function ours(key: string, info: DocumentInfo | undefined): DocumentInfo {
  if (!info) {
    throw new DocumentIntegrityError(
      `document '${key}' was not written by this store`,
    );
  }
  return info;
}
