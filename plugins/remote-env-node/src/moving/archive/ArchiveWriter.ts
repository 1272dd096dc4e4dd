import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { SourceRefusedError } from '../errors';
import { asBytes } from './asBytes';
import { ArchiveKeys, checkPassphrase } from './ArchiveKeys';
import {
  FORMAT,
  FORMAT_VERSION,
  HEADER_ENTRY,
  MAC_ENTRY,
  MANIFEST_ENTRY,
  type Header,
  type KeyParameters,
  type Manifest,
  type Part,
} from './format';

/**
 * Writes one archive beside its name, readable by its owner only, and gives it the name when it is complete. Memory:
 * one part, or a few chunks of one document.
 */
export class ArchiveWriter {
  readonly id: string;
  readonly keys: ArchiveKeys;
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #pack: Pack = pack();
  readonly #written: Promise<void>;
  readonly #parts: Part[] = [];
  #bytes = 0;

  /**
   * @param options - `namespaces`: of the installation that is written; `key`: how the passphrase becomes keys
   * @throws SourceRefusedError when there is a file of that name
   */
  static async create(options: {
    file: string;
    passphrase: string;
    namespaces: { authority: string; system: string };
    key: KeyParameters;
  }): Promise<ArchiveWriter> {
    checkPassphrase(options.passphrase);
    const { key } = options;
    const keys = await ArchiveKeys.derive(options.passphrase, key);
    const id = randomUUID();
    const header: Header = {
      format: FORMAT,
      version: FORMAT_VERSION,
      id,
      createdAt: new Date().toISOString(),
      namespaces: { ...options.namespaces },
      key,
      check: keys.sign(id),
    };
    const file = path.resolve(options.file);
    const handle = await open(`${file}.part`, 'wx', 0o600).catch(error => {
      throw new SourceRefusedError(
        error.code === 'EEXIST'
          ? `${file}.part exists: another export writes it, or was broken off; then remove it`
          : `${file}.part cannot be written: ${error.code}`,
      );
    });
    const writer = new ArchiveWriter(id, keys, file, handle);
    try {
      await assertFree(file);
      await writer.part(HEADER_ENTRY, json(header), 1);
      return writer;
    } catch (error) {
      await writer.abort();
      throw error;
    }
  }

  private constructor(
    id: string,
    keys: ArchiveKeys,
    file: string,
    handle: FileHandle,
  ) {
    this.id = id;
    this.keys = keys;
    this.#file = file;
    this.#handle = handle;
    this.#written = this.#drain();
    // Whoever waits for it gets the error.
    this.#written.catch(() => {});
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** An entry that the manifest names with its digest. */
  async part(name: string, content: Buffer, records: number): Promise<void> {
    await this.#entry(name, content);
    this.#parts.push({
      name,
      bytes: content.byteLength,
      sha256: createHash('sha256').update(content).digest('hex'),
      records,
    });
  }

  /** The bytes of one document, which `body` has to have exactly. */
  async document(name: string, size: number, body: Readable): Promise<void> {
    let failed: Error | undefined;
    const sink = this.#pack.entry({ name, size, mode: 0o600 }, error => {
      failed = error ?? undefined;
    });
    sink.on('error', error => {
      failed = error;
    });
    for await (const chunk of body) {
      if (failed) {
        throw failed;
      }
      if (!sink.write(chunk)) {
        await Promise.race([once(sink, 'drain'), this.#written]);
      }
    }
    const closed = once(sink, 'close');
    sink.end(null);
    await Promise.race([closed, this.#written]);
    if (failed) {
      throw failed;
    }
  }

  /** Closes the archive and gives it its name. */
  async finish(
    contents: Omit<Manifest, 'id' | 'parts'>,
  ): Promise<{ manifest: Manifest; bytes: number }> {
    const manifest: Manifest = {
      id: this.id,
      parts: [...this.#parts],
      ...contents,
    };
    const bytes = json(manifest);
    await this.#entry(MANIFEST_ENTRY, bytes);
    await this.#entry(MAC_ENTRY, Buffer.from(`${this.keys.sign(bytes)}\n`));
    this.#pack.finalize();
    await this.#written;
    await this.#handle.sync();
    await this.#handle.close();
    await assertFree(this.#file);
    await rename(`${this.#file}.part`, this.#file);
    await syncNames(path.dirname(this.#file));
    return { manifest, bytes: this.#bytes };
  }

  /** Leaves nothing behind. */
  async abort(): Promise<void> {
    this.#pack.destroy();
    await this.#written.catch(() => {});
    await this.#handle.close().catch(() => {});
    await rm(`${this.#file}.part`, { force: true });
  }

  async #entry(name: string, content: Buffer): Promise<void> {
    const added = new Promise<void>((resolve, reject) => {
      this.#pack.entry({ name, mode: 0o600 }, content, error =>
        error ? reject(error) : resolve(),
      );
    });
    await Promise.race([added, this.#written]);
  }

  async #drain(): Promise<void> {
    for await (const chunk of this.#pack) {
      const bytes = asBytes(chunk);
      await this.#handle.writeFile(bytes);
      this.#bytes += bytes.byteLength;
    }
  }
}

async function assertFree(file: string): Promise<void> {
  const found = await open(file, 'r').catch(() => undefined);
  if (found) {
    await found.close();
    throw new SourceRefusedError(
      `${file} exists: archives are not overwritten`,
    );
  }
}

/** Makes the name of a file survive a power failure. */
async function syncNames(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
