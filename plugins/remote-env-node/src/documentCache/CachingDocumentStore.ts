import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import {
  contentKey,
  type DocumentInfo,
  type DocumentStore,
  type PutOptions,
} from '../ports/DocumentStore.ts';
import { LocalDocuments } from './LocalDocuments.ts';

export interface CachingDocumentStoreOptions {
  /** Folder of this process alone; made with mode 0700 when it is missing. */
  folder: string;
  /** Bytes of documents in the folder. */
  maxBytes: number;
}

/**
 * Keeps content-addressed documents (`contentKey`) on the local disk as they are read and written, and reads them from
 * there without asking the store: it may be slow or away. They cannot be outdated, since the key is the digest, which
 * is compared before the first byte is handed out; whatever does not have it is fetched again.
 *
 * Only the bytes are cached. Whether a document exists (`stat`, `list`) is always asked of the store, because a
 * registration decides by it whether a document has to be written again. A document that somebody else deleted can
 * still be read here until it makes room for others. `lastModified` of a cached one is when it was cached.
 */
class CachingDocumentStore implements DocumentStore {
  readonly #store: DocumentStore;
  readonly #local: LocalDocuments;
  /** Of documents that somebody is reading. */
  readonly #copies = new Set<PassThrough>();

  static async create(
    store: DocumentStore,
    options: CachingDocumentStoreOptions,
  ): Promise<CachingDocumentStore> {
    return new CachingDocumentStore(
      store,
      await LocalDocuments.open(options.folder, options.maxBytes),
    );
  }

  private constructor(store: DocumentStore, local: LocalDocuments) {
    this.#store = store;
    this.#local = local;
  }

  async put(
    key: string,
    body: Readable | Buffer,
    options: PutOptions,
  ): Promise<DocumentInfo> {
    const info = await this.#store.put(key, body, options);
    if (Buffer.isBuffer(body) && isAddressed(info)) {
      this.#local.keep(info, () => body);
    }
    return info;
  }

  async get(key: string): Promise<{ info: DocumentInfo; body: Readable }> {
    const cached = await this.#local.get(key);
    if (cached) {
      return cached;
    }
    const { info, body } = await this.#store.get(key);
    return { info, body: isAddressed(info) ? this.#kept(info, body) : body };
  }

  stat(key: string): Promise<DocumentInfo | undefined> {
    return this.#store.stat(key);
  }

  async copy(from: string, to: string): Promise<DocumentInfo> {
    await this.#local.drop(to);
    return this.#store.copy(from, to);
  }

  list(prefix: string): AsyncIterable<DocumentInfo> {
    return this.#store.list(prefix);
  }

  async delete(key: string): Promise<void> {
    await this.#local.drop(key);
    await this.#store.delete(key);
  }

  async close(): Promise<void> {
    this.#copies.forEach(abandon);
    await this.#local.close();
    await this.#store.close();
  }

  /** The same bytes, which also go into the cache on their way, if it takes them. */
  #kept(info: DocumentInfo, body: Readable): Readable {
    const copy = new PassThrough();
    // Given up in the middle: nothing is kept.
    copy.on('error', () => {});
    if (!this.#local.keep(info, () => copy)) {
      return body;
    }
    this.#copies.add(copy);
    copy.once('close', () => this.#copies.delete(copy));
    const both = Readable.from(copied(body, copy), { objectMode: false });
    // A generator that was never started runs no `finally`.
    both.once('close', () => {
      body.destroy();
      abandon(copy);
    });
    return both;
  }
}

/** Puts a cache on the local disk before a store; closing it closes the store. */
export async function createCachingDocumentStore(
  store: DocumentStore,
  options: CachingDocumentStoreOptions,
): Promise<DocumentStore> {
  return CachingDocumentStore.create(store, options);
}

function isAddressed({ key, sha256 }: DocumentInfo): boolean {
  return key === contentKey(sha256);
}

async function* copied(
  body: Readable,
  copy: PassThrough,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) {
      if (copy.writable && !copy.write(chunk)) {
        await drained(copy);
      }
      yield chunk;
    }
    copy.end();
  } finally {
    abandon(copy);
  }
}

/** A copy that is not complete must not look as if it were. */
function abandon(copy: PassThrough): void {
  if (!copy.writableEnded) {
    copy.destroy(new Error('reading was given up'));
  }
}

async function drained(copy: PassThrough): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    await Promise.race([
      once(copy, 'drain', { signal }),
      once(copy, 'close', { signal }),
    ]);
  } catch {
    // The cache gave the copy up; the reader goes on.
  } finally {
    waiting.abort();
  }
}
