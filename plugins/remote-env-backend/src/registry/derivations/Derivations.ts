import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  RemoteServiceKind,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import { readIfThere } from '../documents/readIfThere';
import { LEASE_MS, MAX_ATTEMPTS, MAX_REST_MS, RETRY_MS } from './pace';
import { SpecificationRefusedError } from '../specifications/errors';
import type { DerivationKind } from './DerivationLedger';
import type { DerivableDocument, DerivationStep } from './DerivationStep';
import type { DerivedDocuments } from './DerivedDocuments';
import type { DerivingWorker } from './DerivingWorker';

export interface DerivationsOptions {
  documents: DocumentStore;
  derived: Pick<DerivedDocuments, 'remove'>;
  /** What is made of each document; the first of these comes first of all documents. */
  steps: readonly DerivationStep[];
  /** Does the work of all steps, one document at a time. */
  worker: Pick<DerivingWorker, 'close'>;
  logger: LoggerService;
}

/** Digests that the ledger is asked about at once. */
const BATCH = 200;

/** So that services that change together are asked about together. */
const SETTLE_MS = 50;

const wantedSchema = z.object({
  sha256: z.string(),
  format: z.string(),
  size: z.number(),
});

/** Of a service that readers see. Services change all the time, so that nothing else is looked at. */
const documentsSchema = z.object({
  metadata: z.object({ deletionTimestamp: z.undefined().optional() }),
  spec: z.object({
    phase: z.literal('Ready'),
    documents: z.record(z.string(), wantedSchema),
  }),
});

/**
 * Derives outlines, slices and quality reports from the documents of services, after their registration was answered and
 * whoever made it: every portal hears of every service, at its start of those that were there before, and what the ledger does not know
 * as done in this version is done by whoever claims it first.
 */
export class Derivations {
  readonly #options: DerivationsOptions;
  /** By step in the order of steps, then by digest. */
  readonly #waiting: ReadonlyMap<
    DerivationStep,
    Map<string, DerivableDocument>
  >;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  static create(options: DerivationsOptions): Derivations {
    return new Derivations(options);
  }

  private constructor(options: DerivationsOptions) {
    this.#options = options;
    this.#waiting = new Map(options.steps.map(step => [step, new Map()]));
  }

  /** Something is there, or has changed. */
  observe({ kind, object }: { kind: string; object: Resource }): void {
    const documents =
      kind === RemoteServiceKind.kind
        ? documentsSchema.safeParse(object).data?.spec.documents
        : undefined;
    Object.values(documents ?? {}).forEach(document => this.want(document));
  }

  /** Sees to it that everything that is derived from a document will be there. */
  want(document: DerivableDocument): void {
    this.#options.steps.forEach(step => this.#wantOf(step, document));
  }

  /** The same for what should be there and is not: somebody has emptied the document store. */
  async wantAgain(
    kind: DerivationKind,
    document: DerivableDocument,
  ): Promise<void> {
    const step = this.#options.steps.find(each => each.kind === kind);
    if (step) {
      await step.ledger.reopen(document.sha256);
      this.#wantOf(step, document);
    }
  }

  /** Resolves when there is nothing to do. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.forEach(documents => documents.clear());
    await this.#options.worker.close();
    await this.#running;
  }

  #wantOf(
    step: DerivationStep,
    { sha256, format, size }: DerivableDocument,
  ): void {
    if (step.isFor(format) && !this.#stopping.signal.aborted) {
      this.#waiting.get(step)?.set(sha256, { sha256, format, size });
      this.#running ??= this.#work();
    }
  }

  async #work(): Promise<void> {
    await delay(SETTLE_MS);
    for (let step = this.#next(); step; step = this.#next()) {
      const batch = this.#takeBatch(step);
      try {
        await this.#workOn(step, batch);
      } catch (error) {
        if (!this.#stopping.signal.aborted) {
          const { logger } = this.#options;
          logger.warn(`${step.kind} of documents has to wait: ${error}`);
          batch.forEach(each => this.#later(step, each, RETRY_MS));
        }
      }
    }
    this.#running = undefined;
  }

  /** The first step that has something to do. */
  #next(): DerivationStep | undefined {
    return [...this.#waiting].find(([, { size }]) => size > 0)?.[0];
  }

  #takeBatch(step: DerivationStep): DerivableDocument[] {
    const waiting = this.#waiting.get(step);
    const batch = [...(waiting?.values() ?? [])].slice(0, BATCH);
    batch.forEach(({ sha256 }) => waiting?.delete(sha256));
    return batch;
  }

  async #workOn(
    step: DerivationStep,
    batch: readonly DerivableDocument[],
  ): Promise<void> {
    const { steps } = this.#options;
    const missing = new Set(
      await step.ledger.missing(batch.map(({ sha256 }) => sha256)),
    );
    const wanted = batch.filter(({ sha256 }) => missing.has(sha256));
    for (const [i, document] of wanted.entries()) {
      if (this.#stopping.signal.aborted) {
        return;
      }
      const next = this.#next();
      if (next && steps.indexOf(next) < steps.indexOf(step)) {
        // What readers see first of a document comes first.
        wanted.slice(i).forEach(each => this.#wantOf(step, each));
        return;
      }
      const begun = performance.now();
      await this.#one(step, document);
      if (i + 1 < wanted.length || this.#next()) {
        await this.#rest(performance.now() - begun);
      }
    }
  }

  async #one(step: DerivationStep, document: DerivableDocument): Promise<void> {
    const { derived, logger } = this.#options;
    const { kind, ledger } = step;
    const { sha256 } = document;
    const claim = await ledger.claim(sha256, LEASE_MS);
    if (claim.state === 'taken') {
      const ms = Math.max(claim.until - Date.now(), RETRY_MS);
      this.#later(step, document, ms);
    }
    if (claim.state !== 'claimed') {
      return;
    }
    try {
      await this.#make(step, document, claim.attempts);
      if (!(await ledger.done(sha256))) {
        // No service uses the document any more.
        this.#waiting.forEach(documents => documents.delete(sha256));
        await derived.remove(sha256);
      }
    } catch (error) {
      const stopping = this.#stopping.signal.aborted;
      await ledger.giveBack(sha256, stopping ? 0 : RETRY_MS);
      if (!stopping) {
        logger.warn(`${kind} of document ${sha256} has to wait: ${error}`);
        this.#later(step, document, RETRY_MS);
      }
    }
  }

  async #make(
    step: DerivationStep,
    document: DerivableDocument,
    attempts: number,
  ): Promise<void> {
    const { logger } = this.#options;
    const { sha256 } = document;
    if (attempts > MAX_ATTEMPTS) {
      await step.fail(
        sha256,
        `was given up after ${MAX_ATTEMPTS} attempts that did not end`,
      );
      return;
    }
    const text = await this.#text(sha256);
    if (text === undefined) {
      // Removed meanwhile; what registers it again makes it wanted again.
      await step.ledger.forget(sha256);
      return;
    }
    try {
      await step.make(document, text);
    } catch (error) {
      if (!(error instanceof SpecificationRefusedError)) {
        throw error;
      }
      logger.info(
        `document ${sha256} has no ${step.kind}: it ${error.message}`,
      );
      await step.fail(sha256, error.message);
    }
  }

  async #text(sha256: string): Promise<string | undefined> {
    const bytes = await readIfThere(
      this.#options.documents,
      contentKey(sha256),
    );
    return bytes?.toString();
  }

  /** Half of the time belongs to those who register meanwhile. */
  async #rest(ms: number): Promise<void> {
    const { signal } = this.#stopping;
    await delay(Math.min(ms, MAX_REST_MS), undefined, { signal });
  }

  #later(step: DerivationStep, document: DerivableDocument, ms: number): void {
    const { signal } = this.#stopping;
    delay(ms, undefined, { signal, ref: false }).then(
      () => this.#wantOf(step, document),
      // It is stopping.
      () => {},
    );
  }
}
