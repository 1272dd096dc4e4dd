import { gzipSync } from 'node:zlib';
import type {
  DerivedOutline,
  DocumentQuality,
} from '@remote-env/plugin-remote-env-common';
import {
  DERIVATION_VERSION,
  derivedPrefix,
  documentOutlineKey,
  documentQualityKey,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import { allDone } from '../allDone';
import { readIfThere } from '../documents/readIfThere';
import type { DerivedFiles } from '../specifications/worker/protocol';
import { takeFrom } from '../specifications/worker/slices/shelves';
import type { DerivationLedger } from './DerivationLedger';

/** `{version}-{shelf}-{item}`, as outlines name slices. */
const SLICE_ID = /^(\d{1,6})-(\d{1,6})-(\d{1,6})$/;
/** Puts at the same time: they follow a registration, and others are registering. */
const AT_ONCE = 4;

/** What is derived from documents, beside them in the document store. */
export class DerivedDocuments {
  readonly #documents: DocumentStore;
  readonly #ledger: Pick<DerivationLedger, 'forget'>;

  static create(options: {
    documents: DocumentStore;
    ledger: Pick<DerivationLedger, 'forget'>;
  }): DerivedDocuments {
    return new DerivedDocuments(options.documents, options.ledger);
  }

  private constructor(
    documents: DocumentStore,
    ledger: Pick<DerivationLedger, 'forget'>,
  ) {
    this.#documents = documents;
    this.#ledger = ledger;
  }

  /** JSON of a `DerivedOutline`, gzip; undefined while there is none. */
  async outline(sha256: string): Promise<Buffer | undefined> {
    return this.#read(documentOutlineKey(sha256));
  }

  async hasOutline(sha256: string): Promise<boolean> {
    const key = documentOutlineKey(sha256);
    return (await this.#documents.stat(key)) !== undefined;
  }

  /** JSON of a `DocumentQuality`, gzip; undefined while there is none. */
  async quality(sha256: string): Promise<Buffer | undefined> {
    return this.#read(documentQualityKey(sha256));
  }

  /** An OpenAPI document of one operation as JSON, gzip; undefined when there is none of that id. */
  async slice(sha256: string, id: string): Promise<Buffer | undefined> {
    const [, version, shelf, item] = SLICE_ID.exec(id) ?? [];
    if (Number(version) !== DERIVATION_VERSION) {
      return undefined;
    }
    const file = await this.#read(shelfKey(sha256, Number(shelf)));
    return file && takeFrom(file, Number(item));
  }

  /** The outline comes last: what it names is there. */
  async store(sha256: string, files: DerivedFiles): Promise<void> {
    const shelves = [...files.shelves.entries()];
    while (shelves.length > 0) {
      await allDone(
        shelves
          .splice(0, AT_ONCE)
          .map(([number, shelf]) => this.#put(shelfKey(sha256, number), shelf)),
      );
    }
    await this.#put(documentOutlineKey(sha256), files.outline);
  }

  async storeQuality(sha256: string, quality: DocumentQuality): Promise<void> {
    await this.#put(
      documentQualityKey(sha256),
      gzipSync(JSON.stringify(quality)),
    );
  }

  /** Says to readers why there is no outline. */
  async storeFailure(sha256: string, reason: string): Promise<void> {
    const outline: DerivedOutline = { state: 'failed', reason };
    await this.#put(
      documentOutlineKey(sha256),
      gzipSync(JSON.stringify(outline)),
    );
  }

  /** Removes everything that was derived from a document, whoever is at it now. */
  async remove(sha256: string): Promise<void> {
    await this.#ledger.forget(sha256);
    for await (const { key } of this.#documents.list(derivedPrefix(sha256))) {
      await this.#documents.delete(key);
    }
  }

  async #put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#documents.put(key, Buffer.from(bytes), {
      contentType: 'application/gzip',
    });
  }

  #read(key: string): Promise<Buffer | undefined> {
    return readIfThere(this.#documents, key);
  }
}

function shelfKey(sha256: string, number: number): string {
  return `${derivedPrefix(sha256)}${DERIVATION_VERSION}/shelf-${number}`;
}
