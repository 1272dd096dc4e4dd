import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  open,
  readdir,
  rename,
  unlink,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type {
  DocumentInfo,
  DocumentStore,
  PutOptions,
} from '../ports/DocumentStore.ts';
import {
  DocumentIntegrityError,
  DocumentNotFoundError,
  ResourceInvalidError,
  StoreUnavailableError,
} from '../ports/errors.ts';
import { isMissing, placeCopy } from './copying.ts';
import { ensureFolder, guarded, syncFolder, writeFully } from './durability.ts';
import {
  assertContentType,
  encodeEnvelope,
  HEADER_BYTES,
  type Envelope,
} from './envelope.ts';
import { documentPath, entriesOf, TEMPORARY_FOLDER } from './layout.ts';
import { readEnvelope, verifiedBytes } from './reading.ts';
import { removeAbandoned, temporaryName } from './temporaryFiles.ts';

export interface FilesystemDocumentStoreOptions {
  /** Folder of its own; made with mode 0700 when it is missing. */
  root: string;
}

const FILE_MODE = 0o600;
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;

/**
 * Documents as files below one folder. A document is written beside, synced, and renamed into its place; the
 * folder is synced before `put` returns. So a reader, another process, or whoever comes after a power failure,
 * finds the document as it was before or as it is after.
 */
class FilesystemDocumentStore implements DocumentStore {
  readonly #root: string;
  #closed = false;

  static async create(
    options: FilesystemDocumentStoreOptions,
  ): Promise<FilesystemDocumentStore> {
    const root = path.resolve(options.root);
    const temporary = path.join(root, TEMPORARY_FOLDER);
    await guarded(async () => {
      await ensureFolder(temporary);
      await chmod(root, 0o700);
      await removeAbandoned(temporary);
    });
    return new FilesystemDocumentStore(root);
  }

  private constructor(root: string) {
    this.#root = root;
  }

  async put(
    key: string,
    body: Readable | Buffer,
    options: PutOptions,
  ): Promise<DocumentInfo> {
    try {
      this.#assertOpen();
      assertContentType(options.contentType);
      return await this.#replace(key, body, options);
    } finally {
      if (!Buffer.isBuffer(body)) {
        body.destroy();
      }
    }
  }

  async get(key: string): Promise<{ info: DocumentInfo; body: Readable }> {
    this.#assertOpen();
    const opened = await this.#open(key);
    if (!opened) {
      throw new DocumentNotFoundError(`no document '${key}'`);
    }
    const { handle, envelope } = opened;
    const body = Readable.from(verifiedBytes(handle, envelope, key), {
      objectMode: false,
    });
    // A generator that was never started runs no `finally`.
    body.once('close', () => handle.close().catch(() => undefined));
    return { info: { key, ...envelope }, body };
  }

  async stat(key: string): Promise<DocumentInfo | undefined> {
    this.#assertOpen();
    const opened = await this.#open(key);
    if (!opened) {
      return undefined;
    }
    await guarded(() => opened.handle.close());
    return { key, ...opened.envelope };
  }

  async copy(from: string, to: string): Promise<DocumentInfo> {
    this.#assertOpen();
    const source = documentPath(this.#root, from);
    const target = documentPath(this.#root, to);
    const info = await this.stat(from);
    if (!info) {
      throw new DocumentNotFoundError(`no document '${from}'`);
    }
    const temporary = path.join(this.#root, TEMPORARY_FOLDER, temporaryName());
    if (!(await guarded(() => placeCopy(source, temporary, target)))) {
      throw new DocumentNotFoundError(`no document '${from}'`);
    }
    return { ...info, key: to };
  }

  async *list(prefix: string): AsyncIterable<DocumentInfo> {
    this.#assertOpen();
    if (!/^[A-Za-z0-9._/-]{0,512}$/.test(prefix)) {
      throw new ResourceInvalidError('prefix has characters that no key has');
    }
    yield* this.#walk('', prefix);
  }

  async delete(key: string): Promise<void> {
    this.#assertOpen();
    const target = documentPath(this.#root, key);
    await guarded(async () => {
      try {
        await unlink(target);
      } catch (error) {
        if (isMissing(error)) {
          return;
        }
        throw error;
      }
      await syncFolder(path.dirname(target));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #assertOpen(): void {
    if (this.#closed) {
      throw new StoreUnavailableError('document store is closed');
    }
  }

  async #replace(
    key: string,
    body: Readable | Buffer,
    options: PutOptions,
  ): Promise<DocumentInfo> {
    const target = documentPath(this.#root, key);
    const temporary = path.join(this.#root, TEMPORARY_FOLDER, temporaryName());
    const handle = await guarded(() =>
      open(temporary, O_CREAT + O_EXCL + O_WRONLY + O_NOFOLLOW, FILE_MODE),
    );
    try {
      const envelope = await this.#write(handle, body, options);
      await guarded(async () => {
        await handle.close();
        await ensureFolder(path.dirname(target));
        await rename(temporary, target);
        await syncFolder(path.dirname(target));
      });
      return { key, ...envelope };
    } catch (error) {
      await handle.close().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  }

  /** Streams the document behind the header, then writes the header, then syncs. Errors of the source pass as they are. */
  async #write(
    handle: FileHandle,
    body: Readable | Buffer,
    options: PutOptions,
  ): Promise<Envelope> {
    const hash = createHash('sha256');
    let size = 0;
    const chunks = Buffer.isBuffer(body) ? [body] : body;
    for await (const piece of chunks) {
      const chunk = asBytes(piece);
      size += chunk.byteLength;
      if (options.maxBytes !== undefined && size > options.maxBytes) {
        throw new DocumentIntegrityError(
          `document is larger than ${options.maxBytes} bytes`,
        );
      }
      hash.update(chunk);
      const position = HEADER_BYTES + size - chunk.byteLength;
      await guarded(() => writeFully(handle, chunk, position));
    }
    const sha256 = hash.digest('hex');
    if (options.sha256 !== undefined && options.sha256 !== sha256) {
      throw new DocumentIntegrityError(
        `document has SHA-256 ${sha256} and not ${options.sha256}`,
      );
    }
    const envelope = {
      contentType: options.contentType,
      size,
      sha256,
      lastModified: new Date().toISOString(),
    };
    await guarded(async () => {
      await writeFully(handle, encodeEnvelope(envelope), 0);
      await handle.sync();
    });
    return envelope;
  }

  async #open(
    key: string,
  ): Promise<{ handle: FileHandle; envelope: Envelope } | undefined> {
    const target = documentPath(this.#root, key);
    return guarded(async () => {
      let handle: FileHandle;
      try {
        handle = await open(target, O_RDONLY + O_NOFOLLOW);
      } catch (error) {
        if (isMissing(error)) {
          return undefined;
        }
        throw error;
      }
      try {
        return { handle, envelope: await readEnvelope(handle, key) };
      } catch (error) {
        await handle.close().catch(() => undefined);
        throw error;
      }
    });
  }

  /** Depth first in the order of keys; holds the names of the folders on its way, never those of the whole tree. */
  async *#walk(at: string, prefix: string): AsyncIterable<DocumentInfo> {
    for (const entry of await this.#entries(at)) {
      const related = entry.folder
        ? entry.key.startsWith(prefix) || prefix.startsWith(entry.key)
        : entry.key.startsWith(prefix);
      if (related && entry.folder) {
        yield* this.#walk(entry.key, prefix);
      } else if (related) {
        const info = await this.stat(entry.key);
        if (info) {
          yield info;
        }
      }
    }
  }

  async #entries(at: string) {
    const folder = path.join(this.#root, at);
    return guarded(async () => {
      try {
        return entriesOf(at, await readdir(folder, { withFileTypes: true }));
      } catch (error) {
        if (isMissing(error)) {
          return [];
        }
        throw error;
      }
    });
  }
}

/** Opens the store below `root` and removes what killed writers left. */
export async function createFilesystemDocumentStore(
  options: FilesystemDocumentStoreOptions,
): Promise<DocumentStore> {
  return FilesystemDocumentStore.create(options);
}

function asBytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) {
    return piece;
  }
  if (typeof piece === 'string') {
    return Buffer.from(piece);
  }
  throw new ResourceInvalidError('a document is a stream of bytes');
}
