import type { Readable } from 'node:stream';
import { RegistryBusyError } from '../errors';
import { documentText } from '../specifications/documentText';

/** Syntaxes in which a document can be had, whatever it was registered in. */
export type ExportSyntax = 'json' | 'yaml';

/** Part of entity tags: another one when the same document is written otherwise. */
export const EXPORT_VERSION = 1;

/** Documents that wait or are being written. */
const MAX_WAITING = 8;

/** Gives gzip of UTF-8. */
interface ExportWorker {
  export(text: string, as: ExportSyntax): Promise<Uint8Array>;
}

/** Documents in the syntax in which somebody wants them. They are made on demand and not kept: few people ask, and most once. */
export class DocumentExports {
  readonly #worker: ExportWorker;
  /** What is being made, by document and syntax: for two who ask it is made once. */
  readonly #underWay = new Map<string, Promise<Uint8Array>>();

  static create(options: { worker: ExportWorker }): DocumentExports {
    return new DocumentExports(options.worker);
  }

  private constructor(worker: ExportWorker) {
    this.#worker = worker;
  }

  /**
   * @param document - `open`: its bytes, asked for only when nobody is at it
   * @returns gzip of UTF-8
   * @throws SpecificationRefusedError for a document that goes over a limit, RegistryBusyError
   */
  async export(
    document: { sha256: string; open(): Promise<Readable> },
    as: ExportSyntax,
  ): Promise<Uint8Array> {
    const key = `${document.sha256}/${as}`;
    const known = this.#underWay.get(key);
    if (known) {
      return known;
    }
    if (this.#underWay.size >= MAX_WAITING) {
      throw new RegistryBusyError(
        'too many documents are being exported; try again later',
      );
    }
    const made = this.#make(document, as).finally(() =>
      this.#underWay.delete(key),
    );
    this.#underWay.set(key, made);
    return made;
  }

  async #make(
    { open }: { open(): Promise<Readable> },
    as: ExportSyntax,
  ): Promise<Uint8Array> {
    const body = await open();
    const text = documentText(Buffer.concat(await body.toArray()));
    return this.#worker.export(text, as);
  }
}
