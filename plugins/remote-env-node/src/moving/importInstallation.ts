import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { ResourceExistsError } from '../ports/errors';
import type { CopyRecord } from './archive/format';
import { contentKey } from '../ports/DocumentStore';
import { checkArchive, type CheckedArchive } from './checkArchive';
import { contentsOf } from './contentsOf';
import { ArchiveRefusedError, TargetRefusedError } from './errors';
import { ImportMarkers } from './ImportMarkers';
import { DocumentImport } from './DocumentImport';
import { assertEmpty, type Installation } from './Installation';
import { Parallel } from './Parallel';
import type { Contents, Progress, Summary } from './Summary';
import {
  differences,
  statusOf,
  Translation,
  type Translated,
} from './translate';

/** Objects that are written side by side. */
const AT_ONCE = 16;

export interface ImportOptions {
  target: Installation;
  file: string;
  passphrase: string;
  /** Go on with an import of this archive that was not completed. */
  resume?: boolean;
  /** Stop before the first write. */
  dryRun?: boolean;
  progress?: Progress;
}

export interface ImportReport {
  archive: Summary;
  /** What the target holds now; absent after a dry run. */
  target?: Contents;
}

/**
 * Brings everything of an archive into empty stores. The archive is read twice: whatever is wrong with it shows before
 * anything is written. Every step may be repeated, so that one that was broken off is run again (`resume`) and goes on
 * where it is.
 *
 * @throws ArchiveRefusedError, PassphraseError, TargetRefusedError
 */
export async function importInstallation(
  options: ImportOptions,
): Promise<ImportReport> {
  const { target, file, passphrase, progress } = options;
  const checked = await checkArchive(file, passphrase, progress);
  const archive = checked.summary;
  const resuming = await assertReady(options, archive.archive);
  if (options.dryRun) {
    return { archive };
  }
  await new Import(options, checked, resuming).run();
  return { archive, target: await contentsOf(target) };
}

/** @returns whether an earlier import of this archive is gone on with */
async function assertReady(
  { target, resume }: ImportOptions,
  archive: string,
): Promise<boolean> {
  const { resources, namespaces } = target;
  const markers = new ImportMarkers(resources, namespaces.authority);
  const unfinished = await markers.unfinished();
  if (unfinished === undefined) {
    await assertEmpty(target);
    return false;
  }
  if (unfinished !== archive) {
    throw new TargetRefusedError(
      `The import of another archive (${unfinished}) into this installation is not complete`,
    );
  }
  if (!resume) {
    throw new TargetRefusedError(
      'An import of this archive is not complete: go on with it by --resume',
    );
  }
  return true;
}

class Import {
  readonly #options: ImportOptions;
  readonly #checked: CheckedArchive;
  readonly #resuming: boolean;
  readonly #translation: Translation;
  readonly #objects = new Parallel(AT_ONCE);
  readonly #documents: DocumentImport;
  readonly #done: Record<string, number> = {};
  /** What was being deleted when it was exported. */
  readonly #terminating: { kind: ResourceKind; object: Resource }[] = [];

  constructor(
    options: ImportOptions,
    checked: CheckedArchive,
    resuming: boolean,
  ) {
    const { target, progress } = options;
    this.#options = options;
    this.#checked = checked;
    this.#resuming = resuming;
    this.#translation = new Translation(
      checked.reader.header.namespaces,
      target.namespaces,
    );
    this.#documents = new DocumentImport(target.documents, resuming, progress);
  }

  async run(): Promise<void> {
    const { reader, summary, namespaces } = this.#checked;
    const { resources, namespaces: own } = this.#options.target;
    const markers = new ImportMarkers(resources, own.authority);
    const all = new Set(
      [...namespaces].map(name => this.#translation.namespace(name)),
    );
    await markers.place(summary.archive, all);
    let last: ResourceKind | undefined;
    const items = reader.items();
    for (;;) {
      const next = await items.next();
      if (next.done) {
        if (next.value.id !== summary.archive) {
          throw new ArchiveRefusedError('The archive was exchanged meanwhile');
        }
        break;
      }
      const item = next.value;
      if (item.type === 'document') {
        await this.#documents.take(item.record, item.body);
      } else if (item.type === 'copies') {
        await this.#documents.idle();
        await this.#copy(item.copies);
      } else {
        // Owners are all there before what they own.
        if (item.kind !== last) {
          await this.#objects.idle();
          last = item.kind;
        }
        for (const object of item.objects) {
          await this.#objects.run(() => this.#write(item.kind, object));
        }
      }
    }
    await this.#documents.idle();
    await this.#objects.idle();
    await this.#deleteAgain();
    await markers.remove(all);
  }

  async #write(kind: ResourceKind, object: Resource): Promise<void> {
    const wanted = this.#translation.of(object);
    let stored = await this.#create(kind, wanted);
    const { status } = wanted;
    if (status !== undefined && statusOf(stored) === undefined) {
      const complete = { ...stored, status };
      stored = await this.#options.target.resources.updateStatus(
        kind,
        complete,
      );
    }
    this.#translation.learn(object, stored);
    if (wanted.terminating && !stored.metadata.deletionTimestamp) {
      this.#terminating.push({ kind, object: stored });
    }
    const done = (this.#done[kind.kind] ?? 0) + 1;
    this.#done[kind.kind] = done;
    this.#options.progress?.(kind.kind, done);
  }

  async #create(kind: ResourceKind, wanted: Translated): Promise<Resource> {
    const { resources } = this.#options.target;
    const { apiVersion, metadata, body } = wanted;
    try {
      return await resources.create(kind, {
        apiVersion,
        kind: kind.kind,
        metadata,
        ...body,
      });
    } catch (error) {
      if (!(error instanceof ResourceExistsError)) {
        throw error;
      }
    }
    const stored = await resources.get(kind, metadata);
    const where = `${kind.kind} ${metadata.namespace}/${metadata.name}`;
    if (!this.#resuming || !stored) {
      throw new TargetRefusedError(
        `${where} is there already: somebody else writes into the target. What was imported so far can be gone on with by --resume once it is gone`,
      );
    }
    const found = differences(wanted, stored).filter(
      // It may have been broken off between the object and these two.
      part =>
        part !== 'deletion' &&
        !(part === 'status' && statusOf(stored) === undefined),
    );
    if (found.length > 0) {
      throw new TargetRefusedError(
        `${where} is there already and is another one (${found.join(', ')})`,
      );
    }
    return stored;
  }

  async #copy(copies: CopyRecord[]): Promise<void> {
    const { documents } = this.#options.target;
    for (const { key, sha256 } of copies) {
      await this.#objects.run(async () => {
        await documents.copy(contentKey(sha256), key);
      });
    }
    await this.#objects.idle();
  }

  /** Deletion goes on here where it stopped there: with finalizers. */
  async #deleteAgain(): Promise<void> {
    const { resources } = this.#options.target;
    for (const { kind, object } of this.#terminating) {
      const { uid } = object.metadata;
      await resources.delete(kind, object.metadata, { uid });
    }
  }
}
