import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  hasOutline,
  RemoteServiceKind,
  SLICED_FROM_BYTES,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  DERIVATION_VERSION,
  DocumentNotFoundError,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import { SpecificationRefusedError } from '../specifications/errors';
import type { DerivationLedger } from './DerivationLedger';
import type { DerivedDocuments } from './DerivedDocuments';
import type { DerivingWorker } from './DerivingWorker';

export interface DerivationsOptions {
  documents: DocumentStore;
  derived: DerivedDocuments;
  ledger: DerivationLedger;
  worker: Pick<DerivingWorker, 'derive' | 'close'>;
  logger: LoggerService;
}

/** Longer than any work on one document: whoever still has it then has died. */
const LEASE_MS = 3 * 60_000;
const RETRY_MS = 10_000;
/** Portals that died over one document, or were restarted, before it is given up. */
const MAX_ATTEMPTS = 5;
const MAX_REST_MS = 1000;
/** Digests that the ledger is asked about at once. */
const BATCH = 200;

/** So that services that change together are asked about together. */
const SETTLE_MS = 50;

const wantedSchema = z.object({
  sha256: z.string(),
  format: z.string(),
  size: z.number(),
});
type Wanted = z.infer<typeof wantedSchema>;

/** Of a service that readers see. Services change all the time, so that nothing else is looked at. */
const documentsSchema = z.object({
  metadata: z.object({ deletionTimestamp: z.undefined().optional() }),
  spec: z.object({
    phase: z.literal('Ready'),
    documents: z.record(z.string(), wantedSchema),
  }),
});

/**
 * Derives outlines and slices from the documents of services, after their registration was answered and whoever made it:
 * every portal hears of every service, at its start of those that were there before, and what the ledger does not know
 * as done in this version is done by whoever claims it first.
 */
export class Derivations {
  readonly #options: DerivationsOptions;
  readonly #waiting = new Map<string, Wanted>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  static create(options: DerivationsOptions): Derivations {
    return new Derivations(options);
  }

  private constructor(options: DerivationsOptions) {
    this.#options = options;
  }

  /** Something is there, or has changed. */
  observe({ kind, object }: { kind: string; object: Resource }): void {
    const documents =
      kind === RemoteServiceKind.kind
        ? documentsSchema.safeParse(object).data?.spec.documents
        : undefined;
    Object.values(documents ?? {}).forEach(document => this.want(document));
  }

  /** Sees to it that a document's outline will be there. */
  want({ sha256, format, size }: Wanted): void {
    if (hasOutline(format) && !this.#stopping.signal.aborted) {
      this.#waiting.set(sha256, { sha256, format, size });
      this.#running ??= this.#work();
    }
  }

  /** The same for one that should be there and is not: somebody has emptied the document store. */
  async wantAgain(wanted: Wanted): Promise<void> {
    const { ledger } = this.#options;
    if ((await ledger.missing([wanted.sha256])).length === 0) {
      await ledger.forget(wanted.sha256);
    }
    this.want(wanted);
  }

  /** Resolves when there is nothing to do. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.clear();
    await this.#options.worker.close();
    await this.#running;
  }

  async #work(): Promise<void> {
    await delay(SETTLE_MS);
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, BATCH);
      batch.forEach(({ sha256 }) => this.#waiting.delete(sha256));
      try {
        await this.#workOn(batch);
      } catch (error) {
        if (!this.#stopping.signal.aborted) {
          const { logger } = this.#options;
          logger.warn(`outlines of documents have to wait: ${error}`);
          batch.forEach(each => this.#later(each, RETRY_MS));
        }
      }
    }
    this.#running = undefined;
  }

  async #workOn(batch: readonly Wanted[]): Promise<void> {
    const { ledger } = this.#options;
    const missing = new Set(
      await ledger.missing(batch.map(({ sha256 }) => sha256)),
    );
    for (const wanted of batch) {
      if (this.#stopping.signal.aborted) {
        return;
      }
      if (missing.has(wanted.sha256)) {
        const begun = performance.now();
        await this.#one(wanted);
        await this.#rest(performance.now() - begun);
      }
    }
  }

  async #one(wanted: Wanted): Promise<void> {
    const { derived, ledger, logger } = this.#options;
    const { sha256 } = wanted;
    const claim = await ledger.claim(sha256, LEASE_MS);
    if (claim.state === 'taken') {
      this.#later(wanted, Math.max(claim.until - Date.now(), RETRY_MS));
    }
    if (claim.state !== 'claimed') {
      return;
    }
    try {
      await this.#derive(wanted, claim.attempts);
      if (!(await ledger.done(sha256))) {
        // No service uses the document any more.
        await derived.remove(sha256);
      }
    } catch (error) {
      const stopping = this.#stopping.signal.aborted;
      await ledger.giveBack(sha256, stopping ? 0 : RETRY_MS);
      if (!stopping) {
        logger.warn(`outline of document ${sha256} has to wait: ${error}`);
        this.#later(wanted, RETRY_MS);
      }
    }
  }

  async #derive(wanted: Wanted, attempts: number): Promise<void> {
    const { derived, ledger, logger, worker } = this.#options;
    const { sha256, format, size } = wanted;
    if (attempts > MAX_ATTEMPTS) {
      await derived.storeFailure(
        sha256,
        `was given up after ${MAX_ATTEMPTS} attempts that did not end`,
      );
      return;
    }
    const text = await this.#text(sha256);
    if (text === undefined) {
      // Removed meanwhile; what registers it again makes it wanted again.
      await ledger.forget(sha256);
      return;
    }
    try {
      const sliced = size >= SLICED_FROM_BYTES ? DERIVATION_VERSION : undefined;
      await derived.store(
        sha256,
        await worker.derive({ format, text, sliced }),
      );
    } catch (error) {
      if (!(error instanceof SpecificationRefusedError)) {
        throw error;
      }
      logger.info(`document ${sha256} has no outline: it ${error.message}`);
      await derived.storeFailure(sha256, error.message);
    }
  }

  async #text(sha256: string): Promise<string | undefined> {
    try {
      const { body } = await this.#options.documents.get(contentKey(sha256));
      return Buffer.concat(await body.toArray()).toString();
    } catch (error) {
      if (error instanceof DocumentNotFoundError) {
        return undefined;
      }
      throw error;
    }
  }

  /** Half of the time belongs to those who register meanwhile. */
  async #rest(ms: number): Promise<void> {
    if (this.#waiting.size > 0) {
      const { signal } = this.#stopping;
      await delay(Math.min(ms, MAX_REST_MS), undefined, { signal });
    }
  }

  #later(wanted: Wanted, ms: number): void {
    const { signal } = this.#stopping;
    delay(ms, undefined, { signal, ref: false }).then(
      () => this.want(wanted),
      // It is stopping.
      () => {},
    );
  }
}
