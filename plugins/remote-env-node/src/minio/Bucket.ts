import { StoreUnavailableError } from '../ports/errors.ts';
import type { S3Connection } from './S3Connection.ts';
import { errorCode, isPassing, toStoreError } from './storeErrors.ts';

/** Somebody else was quicker. */
const THERE = new Set(['BucketAlreadyOwnedByYou', 'BucketAlreadyExists']);

/** Sees to it, once, that the bucket is there; until it was seen, each use of the store looks again. */
export class Bucket {
  readonly #connection: S3Connection;
  readonly #name: string;
  readonly #mayCreate: boolean;
  #seen: Promise<void> | undefined;

  static create(
    connection: S3Connection,
    options: { bucket: string; createBucket: boolean },
  ): Bucket {
    return new Bucket(connection, options.bucket, options.createBucket);
  }

  private constructor(
    connection: S3Connection,
    name: string,
    mayCreate: boolean,
  ) {
    this.#connection = connection;
    this.#name = name;
    this.#mayCreate = mayCreate;
  }

  /**
   * Looks at start. A store that is away then does not keep the installation from starting; one that is set up wrongly
   * does.
   *
   * @throws StoreUnavailableError that says what is wrong
   */
  async open(): Promise<void> {
    try {
      await this.#look();
      this.#seen = Promise.resolve();
    } catch (error) {
      if (!isPassing(error)) {
        throw toStoreError(error);
      }
    }
  }

  /** @throws StoreUnavailableError */
  async ensure(): Promise<void> {
    this.#seen ??= this.#look().catch(error => {
      this.#seen = undefined;
      throw toStoreError(error);
    });
    return this.#seen;
  }

  /** Tells a document that is missing from a bucket that is. @throws StoreUnavailableError */
  async assertThere(): Promise<void> {
    try {
      if (await this.#connection.bucketExists()) {
        return;
      }
    } catch (error) {
      throw toStoreError(error);
    }
    this.#seen = undefined;
    throw this.#missing();
  }

  async #look(): Promise<void> {
    if (await this.#connection.bucketExists()) {
      return;
    }
    if (!this.#mayCreate) {
      throw this.#missing();
    }
    try {
      await this.#connection.makeBucket();
    } catch (error) {
      if (!THERE.has(errorCode(error) ?? '')) {
        throw error;
      }
    }
  }

  #missing(): StoreUnavailableError {
    return new StoreUnavailableError(
      this.#mayCreate
        ? `bucket '${this.#name}' of the document store does not exist`
        : `bucket '${
            this.#name
          }' of the document store does not exist: create it, or set remoteEnv.documentStore.minio.createBucket`,
    );
  }
}
