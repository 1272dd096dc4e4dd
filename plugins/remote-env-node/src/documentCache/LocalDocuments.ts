import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createFilesystemDocumentStore } from '../filesystem/FilesystemDocumentStore.ts';
import type { DocumentInfo, DocumentStore } from '../ports/DocumentStore.ts';

/** What is on its way into the cache. */
interface Writing {
  done: Promise<void>;
  /** Nobody is to find it here any more. */
  dropped: boolean;
}

/** What is cached of one document. */
interface Entry {
  /** Bytes. */
  size: number;
  /** Its bytes were compared with its digest by this process. */
  verified: boolean;
}

/**
 * Content-addressed documents in a folder of one process, never more bytes than the limit; those that were not read
 * for the longest time go first. Once open it never throws: whatever is wrong with the folder, a document is then just
 * not there.
 */
export class LocalDocuments {
  readonly #files: DocumentStore;
  readonly #maxBytes: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  /** Of the entries and of what is being written. */
  #bytes = 0;
  readonly #writing = new Map<string, Writing>();

  /** Takes up what an earlier process left. */
  static async open(folder: string, maxBytes: number): Promise<LocalDocuments> {
    const root = path.join(folder, 'documents');
    const documents = await LocalDocuments.#at(root, maxBytes);
    try {
      await documents.#takeUp();
      return documents;
    } catch {
      // What cannot be listed cannot be counted either.
      await rm(root, { recursive: true, force: true });
      return LocalDocuments.#at(root, maxBytes);
    }
  }

  static async #at(root: string, maxBytes: number): Promise<LocalDocuments> {
    const files = await createFilesystemDocumentStore({ root });
    return new LocalDocuments(files, maxBytes);
  }

  private constructor(files: DocumentStore, maxBytes: number) {
    this.#files = files;
    this.#maxBytes = maxBytes;
  }

  async get(
    key: string,
  ): Promise<{ info: DocumentInfo; body: Readable } | undefined> {
    const entry = this.#entries.get(key);
    if (!entry) {
      return undefined;
    }
    try {
      if (!entry.verified) {
        await this.#verify(key);
        entry.verified = true;
      }
      const found = await this.#files.get(key);
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      found.body.once('error', () => this.drop(key));
      return found;
    } catch {
      await this.drop(key);
      return undefined;
    }
  }

  /**
   * Keeps a document if there is room for it, and if nobody else is just doing so.
   *
   * @param body - made when there is; what it fails with only means that nothing is kept
   * @returns whether the body was asked for
   */
  keep(info: DocumentInfo, body: () => Readable | Buffer): boolean {
    const { key, size } = info;
    if (
      size > this.#maxBytes ||
      this.#writing.has(key) ||
      this.#entries.has(key)
    ) {
      return false;
    }
    this.#bytes += size;
    const writing: Writing = { done: Promise.resolve(), dropped: false };
    this.#writing.set(key, writing);
    writing.done = this.#write(info, body(), writing)
      .catch(() => {
        this.#bytes -= size;
      })
      .finally(() => this.#writing.delete(key));
    return true;
  }

  /** Forgets a document, also one that is just being written. */
  async drop(key: string): Promise<void> {
    const writing = this.#writing.get(key);
    if (writing) {
      writing.dropped = true;
    }
    const entry = this.#entries.get(key);
    if (entry) {
      this.#entries.delete(key);
      this.#bytes -= entry.size;
      await this.#files.delete(key).catch(() => undefined);
    }
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await Promise.all([...this.#writing.values()].map(({ done }) => done));
    await this.#files.close();
  }

  async #takeUp(): Promise<void> {
    const found: DocumentInfo[] = [];
    for await (const info of this.#files.list('')) {
      found.push(info);
    }
    found.sort((a, b) => (a.lastModified < b.lastModified ? -1 : 1));
    for (const { key, size } of found) {
      this.#entries.set(key, { size, verified: false });
      this.#bytes += size;
    }
    await this.#makeRoom();
  }

  async #write(
    info: DocumentInfo,
    body: Readable | Buffer,
    writing: Writing,
  ): Promise<void> {
    const { key, size, contentType, sha256 } = info;
    await this.#makeRoom();
    await this.#files.put(key, body, { contentType, sha256, maxBytes: size });
    // Digest and bytes were compared while they were written.
    this.#entries.set(key, { size, verified: true });
    if (writing.dropped) {
      await this.drop(key);
    }
  }

  async #makeRoom(): Promise<void> {
    while (this.#bytes > this.#maxBytes) {
      const [oldest] = this.#entries.keys();
      if (oldest === undefined) {
        return;
      }
      await this.drop(oldest);
    }
  }

  async #verify(key: string): Promise<void> {
    const { body } = await this.#files.get(key);
    await finished(body.resume());
  }
}
