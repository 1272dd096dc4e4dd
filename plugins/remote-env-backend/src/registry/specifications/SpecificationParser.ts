import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import { SeparateDocument } from './SeparateDocument';
import type { WorkerTask } from './SpecificationWorker';
import { holderOf } from './worker/holderOf';
import type { ParsedSpecification, SpecificationKind } from './worker/protocol';
import { WorkerPool } from './WorkerPool';

export interface SpecificationParserOptions {
  logger: LoggerService;
  /** Documents of the usual size read at the same time. Default 2. */
  maxWorkers?: number;
  /** Documents that wait, at most, of the usual size and large ones each. Default 64. */
  maxQueued?: number;
  /** Milliseconds for one document. Default 20,000. */
  timeoutMs?: number;
  /** Heap of one worker in MiB. Default 768. */
  maxHeapMb?: number;
}

/** Characters from which a document is large: one takes longer to read than some hundred others. */
const LARGE = 512 * 1024;
/** Documents whose reading is remembered. */
const MAX_KNOWN = 64;

/**
 * Reads documents from outside in processes of their own, each with a limit of time and memory. One worker is started at
 * once and has parsed a document of each format before the first registration comes. Large documents go to a worker
 * that is there only while they come and to which everything else goes first, so that nobody else waits for them.
 */
export class SpecificationParser {
  readonly #usual: WorkerPool;
  readonly #large: WorkerPool;
  /** Systems register what has not changed again and again. */
  readonly #known = new Map<string, ParsedSpecification>();

  static create(options: SpecificationParserOptions): SpecificationParser {
    return new SpecificationParser({
      maxWorkers: 2,
      maxQueued: 64,
      timeoutMs: 20_000,
      maxHeapMb: 768,
      ...options,
    });
  }

  private constructor(options: Required<SpecificationParserOptions>) {
    this.#usual = WorkerPool.create({
      ...options,
      spare: 1,
      givesWay: false,
    });
    this.#large = WorkerPool.create({
      ...options,
      spare: 0,
      maxWorkers: 1,
      givesWay: true,
    });
  }

  /** Resolves when the first worker is warm. */
  async ready(): Promise<void> {
    await this.#usual.ready();
  }

  /**
   * Reads a large definition of a service (wire-contracts 1.2), and leaves its documents as they are.
   *
   * @param body - JSON
   * @param options - `encoding`: one that `TextDecoder` knows; `within`: field of the body that holds the definition
   * @returns the body; a document in its definition is a `SeparateDocument`
   * @throws SpecificationRefusedError for what is no JSON, RegistryBusyError
   */
  async separate(
    body: Uint8Array,
    { encoding, within }: { encoding: string; within?: string },
  ): Promise<unknown> {
    const result = await this.#large.run({
      task: 'separate',
      body,
      encoding,
      within,
    });
    if (result.outcome !== 'separated') {
      throw new TypeError(`worker answered ${result.outcome} to separate`);
    }
    const { rest, documents } = result.separated;
    const whole: unknown = JSON.parse(rest);
    for (const { part, bytes, sha256 } of documents) {
      const holder = holderOf(whole, within, part);
      if (holder) {
        const { buffer, byteOffset, byteLength } = bytes;
        holder.spec = SeparateDocument.create(
          Buffer.from(buffer, byteOffset, byteLength),
          sha256,
        );
      }
    }
    return whole;
  }

  /**
   * Checks one document and says what it is.
   *
   * @throws SpecificationRefusedError, RegistryBusyError
   */
  async parse(
    kind: SpecificationKind,
    document: string | SeparateDocument,
  ): Promise<ParsedSpecification> {
    const { text, digest } =
      typeof document === 'string'
        ? {
            text: document,
            digest: createHash('sha256').update(document).digest('hex'),
          }
        : { text: document.bytes, digest: document.sha256 };
    const key = `${kind}/${digest}`;
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const result = await this.#run({ task: 'parse', kind, text });
    if (result.outcome !== 'parsed') {
      throw new TypeError(`worker answered ${result.outcome} to parse`);
    }
    this.#remember(key, result.parsed);
    return result.parsed;
  }

  /** @param host - under which the API proxy offers the API */
  async rewriteSwagger(text: string, host: string): Promise<string> {
    const result = await this.#run({ task: 'rewriteSwagger', text, host });
    if (result.outcome !== 'rewritten') {
      throw new TypeError(
        `worker answered ${result.outcome} to rewriteSwagger`,
      );
    }
    return result.text;
  }

  /**
   * A document in the form that pages show (`worker/convertDocument`), as JSON.
   *
   * @throws SpecificationRefusedError, RegistryBusyError
   */
  async convert(format: DocumentFormat, text: string): Promise<string> {
    const result = await this.#run({ task: 'convert', format, text });
    if (result.outcome !== 'converted') {
      throw new TypeError(`worker answered ${result.outcome} to convert`);
    }
    return result.text;
  }

  /** Breaks off what runs and refuses what waits. */
  async close(): Promise<void> {
    await Promise.all([this.#usual.close(), this.#large.close()]);
  }

  #run(task: WorkerTask & { text: string | Uint8Array }) {
    const pool = task.text.length < LARGE ? this.#usual : this.#large;
    return pool.run(task);
  }

  #remember(key: string, parsed: ParsedSpecification): void {
    this.#known.set(key, parsed);
    const oldest = this.#known.keys().next();
    if (this.#known.size > MAX_KNOWN && !oldest.done) {
      this.#known.delete(oldest.value);
    }
  }
}
