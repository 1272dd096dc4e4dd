import type {
  Resource,
  ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import type { DocumentStore } from '../ports/DocumentStore';
import { DocumentIntegrityError, DocumentNotFoundError } from '../ports/errors';
import { checkArchive } from './checkArchive';
import { objectsOf, type Installation } from './Installation';
import { MOVED_KINDS } from './kinds';
import { Parallel } from './Parallel';
import type { Progress, Summary } from './Summary';
import { differences, Translation } from './translate';

const AT_ONCE = 16;

/** What is told in words; more is only counted. */
const MAX_TOLD = 50;

export interface Verification {
  archive: Summary;
  /** What was compared and is the same. */
  equal: { objects: number; documents: number };
  /** How many differences there are. */
  count: number;
  /** The first of them, in words. */
  differences: string[];
}

/**
 * Compares an archive with an installation: every object but for what its store gives it (uid, versions, times), with
 * uids told apart by whom they belong to; every document by its bytes; and nothing more may be there.
 *
 * @throws ArchiveRefusedError, PassphraseError
 */
export async function verifyInstallation(options: {
  target: Installation;
  file: string;
  passphrase: string;
  progress?: Progress;
}): Promise<Verification> {
  const { target, file, passphrase, progress } = options;
  const checked = await checkArchive(file, passphrase, progress);
  const comparison = new Comparison(
    target,
    new Translation(checked.reader.header.namespaces, target.namespaces),
    progress,
  );
  for await (const item of checked.reader.items()) {
    if (item.type === 'document') {
      for await (const _ of item.body) {
        // Read for its digest, which is that of the record then.
      }
      await comparison.document(item.record.key, item.record.sha256);
    } else if (item.type === 'copies') {
      for (const { key, sha256 } of item.copies) {
        await comparison.document(key, sha256);
      }
    } else {
      await comparison.objects(item.kind, item.objects);
    }
  }
  await comparison.nothingElse();
  return { archive: checked.summary, ...comparison.result() };
}

class Comparison {
  readonly #target: Installation;
  readonly #translation: Translation;
  readonly #progress: Progress | undefined;
  readonly #reads = new Parallel(AT_ONCE);
  /** Names by kind, and keys. */
  readonly #seen = new Map<string, Set<string>>();
  readonly #equal = { objects: 0, documents: 0 };
  readonly #differences: string[] = [];
  #count = 0;

  constructor(
    target: Installation,
    translation: Translation,
    progress: Progress | undefined,
  ) {
    this.#target = target;
    this.#translation = translation;
    this.#progress = progress;
  }

  async objects(kind: ResourceKind, objects: Resource[]): Promise<void> {
    for (const object of objects) {
      await this.#reads.run(() => this.#object(kind, object));
    }
    // Owners are learned before what they own.
    await this.#reads.idle();
    this.#progress?.(`comparison of ${kind.kind}`, this.#equal.objects);
  }

  async document(key: string, sha256: string): Promise<void> {
    this.#see('documents', key);
    await this.#reads.run(async () => {
      const found = await digestOf(this.#target.documents, key);
      if (found === sha256) {
        this.#equal.documents += 1;
        this.#progress?.('comparison of documents', this.#equal.documents);
      } else {
        this.#tell(`document ${key}: ${found ? 'other bytes' : 'missing'}`);
      }
    });
  }

  async nothingElse(): Promise<void> {
    await this.#reads.idle();
    for (const kind of MOVED_KINDS) {
      for await (const page of objectsOf(this.#target, kind)) {
        for (const { metadata } of page) {
          const name = `${metadata.namespace}/${metadata.name}`;
          if (!this.#seen.get(kind.kind)?.has(name)) {
            this.#tell(`${kind.kind} ${name}: not in the archive`);
          }
        }
      }
    }
    for await (const { key } of this.#target.documents.list('')) {
      if (!this.#seen.get('documents')?.has(key)) {
        this.#tell(`document ${key}: not in the archive`);
      }
    }
  }

  result(): Omit<Verification, 'archive'> {
    return {
      equal: this.#equal,
      count: this.#count,
      differences: this.#differences.sort(),
    };
  }

  async #object(kind: ResourceKind, object: Resource): Promise<void> {
    const name = {
      namespace: this.#translation.namespace(object.metadata.namespace),
      name: object.metadata.name,
    };
    const title = `${name.namespace}/${name.name}`;
    this.#see(kind.kind, title);
    const stored = await this.#target.resources.get(kind, name);
    if (!stored) {
      this.#tell(`${kind.kind} ${title}: missing`);
      return;
    }
    this.#translation.learn(object, stored);
    const found = differences(this.#translation.of(object), stored);
    if (found.length > 0) {
      this.#tell(`${kind.kind} ${title}: other ${found.join(', ')}`);
    } else {
      this.#equal.objects += 1;
    }
  }

  #see(what: string, name: string): void {
    const seen = this.#seen.get(what) ?? new Set();
    this.#seen.set(what, seen.add(name));
  }

  #tell(difference: string): void {
    this.#count += 1;
    if (this.#differences.length < MAX_TOLD) {
      this.#differences.push(difference);
    }
  }
}

/** Of the bytes as they are read, not of what is known of them. */
async function digestOf(
  documents: DocumentStore,
  key: string,
): Promise<string | undefined> {
  try {
    const { info, body } = await documents.get(key);
    for await (const _ of body) {
      // A store ends a body with an error when it is not what was put.
    }
    return info.sha256;
  } catch (error) {
    if (error instanceof DocumentNotFoundError) {
      return undefined;
    }
    if (error instanceof DocumentIntegrityError) {
      return 'damaged';
    }
    throw error;
  }
}
