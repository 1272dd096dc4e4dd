import { readFile } from 'node:fs/promises';
import { StoreUnavailableError } from '../ports/errors.ts';
import type { S3Credentials } from './MinioDocumentStoreOptions.ts';

/** How long a key pair is used before its files are looked at again. */
const REREAD_AFTER_MS = 10_000;

/** A mounted Secret with a key is small; whatever is larger is another file. */
const MAX_LENGTH = 4096;

export interface KeyPair {
  accessKey: string;
  secretKey: string;
  sessionToken?: string;
}

/**
 * The key pair in use. One from files is read again now and then, so that a rotated Secret is in use soon, without a
 * restart; a pair that cannot be read for a moment (files are being exchanged) does not displace the one in use.
 */
export class KeyPairSource {
  readonly #credentials: S3Credentials;
  #current: KeyPair | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  static create(credentials: S3Credentials): KeyPairSource {
    return new KeyPairSource(credentials);
  }

  private constructor(credentials: S3Credentials) {
    this.#credentials = credentials;
  }

  /**
   * @returns the same object until the pair changes
   * @throws StoreUnavailableError while there is none
   */
  async current(): Promise<KeyPair> {
    if ('accessKey' in this.#credentials) {
      return this.#credentials;
    }
    const now = performance.now();
    if (!this.#current || now - this.#readAt >= REREAD_AFTER_MS) {
      this.#readAt = now;
      this.#current = await this.#read(this.#credentials, this.#current);
    }
    return this.#current;
  }

  async #read(
    files: { accessKeyFile: string; secretKeyFile: string },
    before: KeyPair | undefined,
  ): Promise<KeyPair> {
    try {
      const [accessKey, secretKey] = await Promise.all([
        readKey(files.accessKeyFile),
        readKey(files.secretKeyFile),
      ]);
      return before?.accessKey === accessKey && before.secretKey === secretKey
        ? before
        : { accessKey, secretKey };
    } catch (error) {
      if (before) {
        return before;
      }
      throw error;
    }
  }
}

async function readKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new StoreUnavailableError(
      `credentials of the document store cannot be read: ${error.code}`,
    );
  });
  const key = text.trim();
  if (key.length === 0 || key.length > MAX_LENGTH) {
    throw new StoreUnavailableError(
      'credentials of the document store: a file is empty or too large',
    );
  }
  return key;
}
