import { contentKey, READABLE_PREFIX } from '../ports/DocumentStore';
import { DocumentNotFoundError } from '../ports/errors';
import { newKeyParameters } from './archive/ArchiveKeys';
import { documentEntry } from './archive/ArchiveReader';
import { ArchiveWriter } from './archive/ArchiveWriter';
import type {
  CopyRecord,
  DocumentRecord,
  KeyParameters,
} from './archive/format';
import { PartWriter } from './archive/PartWriter';
import { sealName } from './archive/records';
import { SourceRefusedError } from './errors';
import { Fingerprints } from './Fingerprints';
import { ImportMarkers } from './ImportMarkers';
import { objectsOf, type Installation } from './Installation';
import { MOVED_KINDS } from './kinds';
import type { Progress, Summary } from './Summary';

export interface ExportOptions {
  source: Installation;
  /** Must not exist. */
  file: string;
  passphrase: string;
  /** Take what was found although it changed meanwhile. */
  allowChanges?: boolean;
  /** Asked at the end: what was left out because it cannot be read. */
  unreadable?: () => string[];
  progress?: Progress;
}

/**
 * Writes everything that an installation consists of into one archive. Nobody should write into the stores meanwhile:
 * everything is looked at twice, and what differs then is told.
 *
 * @throws SourceRefusedError, PassphraseError; no archive is left then
 */
export async function exportInstallation(
  options: ExportOptions,
): Promise<Summary> {
  return exportUnder(newKeyParameters(), options);
}

/**
 * The same under a key of other costs. No part of what `index.ts` offers: only tests of this folder have a reason for
 * a cheaper one.
 */
export async function exportUnder(
  key: KeyParameters,
  options: ExportOptions,
): Promise<Summary> {
  const { source, file, passphrase } = options;
  const { resources, namespaces } = source;
  const markers = new ImportMarkers(resources, namespaces.authority);
  if ((await markers.unfinished()) !== undefined) {
    throw new SourceRefusedError(
      'An import into this installation is not complete: complete it first, with remote-env import --resume',
    );
  }
  const archive = await ArchiveWriter.create({
    file,
    passphrase,
    namespaces,
    key,
  });
  try {
    return await new Export(options, archive).run();
  } catch (error) {
    await archive.abort();
    throw error;
  }
}

class Export {
  readonly #options: ExportOptions;
  readonly #archive: ArchiveWriter;
  readonly #before = new Fingerprints();
  readonly #after = new Fingerprints();
  /** Of the content-addressed documents in the archive. */
  readonly #digests = new Set<string>();
  readonly #counts: Record<string, number> = {};
  #documents = { count: 0, bytes: 0, copies: 0 };

  constructor(options: ExportOptions, archive: ArchiveWriter) {
    this.#options = options;
    this.#archive = archive;
  }

  async run(): Promise<Summary> {
    await this.#writeDocuments();
    await this.#writeObjects();
    await this.#writeCopies();
    await this.#lookAgain();
    const changed = this.#before.differences(this.#after);
    const { allowChanges, unreadable } = this.#options;
    if (changed.length > 0 && !allowChanges) {
      throw new SourceRefusedError(
        `The installation changed while it was read (${changed.join(
          ', ',
        )}). Stop portal and gateways and export again, or take it as it is with --allow-changes`,
      );
    }
    const left = unreadable?.() ?? [];
    if (left.length > 0) {
      throw new SourceRefusedError(
        `Something cannot be read and would be left out: ${left.join('; ')}`,
      );
    }
    const { manifest, bytes } = await this.#archive.finish({
      resources: this.#counts,
      documents: this.#documents,
      changed,
    });
    const { id, parts: _, ...contents } = manifest;
    return { archive: id, archiveBytes: bytes, ...contents };
  }

  /** All but readable copies, whose bytes are those of others. */
  async #writeDocuments(): Promise<void> {
    let batch: DocumentRecord[] = [];
    const part = new PartWriter(this.#archive, 'documents', async name => {
      await this.#writeBodies(name, batch);
      batch = [];
    });
    for await (const info of this.#options.source.documents.list('')) {
      const { key, size, contentType, sha256 } = info;
      this.#before.see('documents', key, sha256);
      if (!key.startsWith(READABLE_PREFIX)) {
        if (key === contentKey(sha256)) {
          this.#digests.add(sha256);
        }
        const record = { key, size, contentType, sha256 };
        // Closes a full part, with what is in the batch, before it takes one more.
        await part.add(record);
        batch.push(record);
      }
    }
    await part.end();
  }

  async #writeBodies(part: string, batch: DocumentRecord[]): Promise<void> {
    for (const [index, { key, size, sha256 }] of batch.entries()) {
      const { info, body } = await this.#options.source.documents
        .get(key)
        .catch(error => {
          throw error instanceof DocumentNotFoundError
            ? changedDocument(key)
            : error;
        });
      if (info.sha256 !== sha256 || info.size !== size) {
        body.destroy();
        throw changedDocument(key);
      }
      await this.#archive.document(documentEntry(part, index), size, body);
      this.#documents.count += 1;
      this.#documents.bytes += size;
      this.#options.progress?.('documents', this.#documents.count);
    }
  }

  async #writeObjects(): Promise<void> {
    const { keys, id } = this.#archive;
    for (const kind of MOVED_KINDS) {
      const folder = kind.sensitive ? 'secrets' : `resources/${kind.kind}`;
      const part = new PartWriter(this.#archive, folder);
      for await (const page of objectsOf(this.#options.source, kind)) {
        for (const object of page) {
          const { namespace, name, uid, resourceVersion } = object.metadata;
          this.#before.see(kind.kind, namespace, name, uid, resourceVersion);
          await part.add(
            kind.sensitive
              ? {
                  namespace,
                  name,
                  sealed: keys.seal(
                    sealName(id, kind, { namespace, name }),
                    JSON.stringify(object),
                  ),
                }
              : object,
          );
        }
        this.#options.progress?.(kind.kind, part.count);
      }
      await part.end();
      this.#counts[kind.kind] = part.count;
    }
  }

  /** The second look at the documents, and what of them follows from the first. */
  async #writeCopies(): Promise<void> {
    const part = new PartWriter(this.#archive, 'copies');
    for await (const { key, sha256 } of this.#options.source.documents.list(
      '',
    )) {
      this.#after.see('documents', key, sha256);
      if (key.startsWith(READABLE_PREFIX) && this.#digests.has(sha256)) {
        const record: CopyRecord = { key, sha256 };
        await part.add(record);
      }
    }
    await part.end();
    this.#documents.copies = part.count;
  }

  async #lookAgain(): Promise<void> {
    for (const kind of MOVED_KINDS) {
      for await (const page of objectsOf(this.#options.source, kind)) {
        for (const { metadata } of page) {
          const { namespace, name, uid, resourceVersion } = metadata;
          this.#after.see(kind.kind, namespace, name, uid, resourceVersion);
        }
      }
      this.#options.progress?.(`${kind.kind}, second look`);
    }
  }
}

function changedDocument(key: string): SourceRefusedError {
  return new SourceRefusedError(
    `Document '${key}' changed while it was read. Stop portal and gateways and export again`,
  );
}
