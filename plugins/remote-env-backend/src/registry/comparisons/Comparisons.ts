import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  areComparable,
  type DocumentComparison,
} from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import type { DerivingWorker } from '../derivations/DerivingWorker';
import { readIfThere } from '../documents/readIfThere';
import {
  LEASE_MS,
  MAX_ATTEMPTS,
  MAX_REST_MS,
  RETRY_MS,
} from '../derivations/pace';
import { SpecificationRefusedError } from '../specifications/errors';
import type { UntoldVersion, VersionLedger } from '../versions/VersionLedger';
import type {
  ComparisonLedger,
  ComparisonState,
  DocumentPair,
} from './ComparisonLedger';

/** A document that is compared. */
export interface ComparedDocument {
  sha256: string;
  format: string;
}

export interface ComparisonsOptions {
  documents: DocumentStore;
  ledger: ComparisonLedger;
  versions: Pick<
    VersionLedger,
    'untold' | 'claimTelling' | 'told' | 'giveBackTelling'
  >;
  worker: Pick<DerivingWorker, 'compare'>;
  /**
   * Told of each new version with breaking changes, by one of several portals: once, and once more where a portal has
   * died before it could note that.
   *
   * @returns whether it worked; if not, it is told again
   */
  onBreaking: (
    version: UntoldVersion,
    comparison: DocumentComparison,
  ) => Promise<boolean>;
  logger: LoggerService;
}

interface Wanted {
  before: ComparedDocument;
  after: ComparedDocument;
  /** Versions to tell of when it is done. */
  versions: UntoldVersion[];
}

/** Compares versions of documents after they were recorded, one pair at a time, of several portals one. */
export class Comparisons {
  readonly #options: ComparisonsOptions;
  readonly #waiting = new Map<string, Wanted>();
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  static create(options: ComparisonsOptions): Comparisons {
    return new Comparisons(options);
  }

  private constructor(options: ComparisonsOptions) {
    this.#options = options;
  }

  /** Versions of these services may be new: compares them with the ones before, and tells what they break. */
  async follow(serviceUids: readonly string[]): Promise<void> {
    const { versions } = this.#options;
    for (const version of await versions.untold(serviceUids)) {
      const { before, after } = version;
      if (before && areComparable(before.format, after.format)) {
        this.#want({ before, after, versions: [version] });
      } else {
        await versions.told(version);
      }
    }
  }

  /** How far these comparisons are, in their order; those that nobody has begun are begun. */
  async states(
    pairs: readonly { before: ComparedDocument; after: ComparedDocument }[],
  ): Promise<ComparisonState[]> {
    const found = await this.#options.ledger.states(pairs.map(digestsOf));
    return pairs.map((pair, i) => {
      const state = found[i];
      if (!state || state.state === 'pending') {
        this.#want({ ...pair, versions: [] });
      }
      return state ?? { state: 'pending' };
    });
  }

  /** Undefined unless it is ready. */
  comparison(pair: {
    before: ComparedDocument;
    after: ComparedDocument;
  }): Promise<DocumentComparison | undefined> {
    return this.#options.ledger.comparison(digestsOf(pair));
  }

  /** Resolves when there is nothing to do. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#waiting.clear();
    await this.#running;
  }

  #want(wanted: Wanted): void {
    if (this.#stopping.signal.aborted) {
      return;
    }
    const key = keyOf(wanted);
    const versions = this.#waiting.get(key)?.versions ?? [];
    const added = wanted.versions.filter(
      version =>
        !versions.some(
          each =>
            each.serviceUid === version.serviceUid &&
            each.role === version.role &&
            each.number === version.number,
        ),
    );
    this.#waiting.set(key, { ...wanted, versions: [...versions, ...added] });
    this.#running ??= this.#work();
  }

  async #work(): Promise<void> {
    for (
      let next = first(this.#waiting);
      next && !this.#stopping.signal.aborted;
      next = first(this.#waiting)
    ) {
      const [key, wanted] = next;
      this.#waiting.delete(key);
      const begun = performance.now();
      try {
        await this.#one(wanted);
        await this.#rest(performance.now() - begun);
      } catch (error) {
        if (!this.#stopping.signal.aborted) {
          const { logger } = this.#options;
          logger.warn(`comparison of documents has to wait: ${error}`);
          this.#later(wanted, RETRY_MS);
        }
      }
    }
    this.#running = undefined;
  }

  async #one(wanted: Wanted): Promise<void> {
    const { ledger } = this.#options;
    const pair = digestsOf(wanted);
    const claim = await ledger.claim(pair, LEASE_MS);
    if (claim.state === 'taken') {
      // Whoever has it tells of its versions, unless it dies.
      this.#later(wanted, Math.max(claim.until - Date.now(), RETRY_MS));
      return;
    }
    if (claim.state === 'claimed') {
      try {
        await ledger.done(pair, await this.#compare(wanted, claim.attempts));
      } catch (error) {
        await ledger.giveBack(
          pair,
          this.#stopping.signal.aborted ? 0 : RETRY_MS,
        );
        throw error;
      }
    }
    await this.#tell(wanted);
  }

  async #compare(
    { before, after }: Wanted,
    attempts: number,
  ): Promise<DocumentComparison | { reason: string }> {
    const { worker } = this.#options;
    if (attempts > MAX_ATTEMPTS) {
      const reason = `was given up after ${MAX_ATTEMPTS} attempts that did not end`;
      return { reason };
    }
    const was = await this.#text(before.sha256);
    const is = await this.#text(after.sha256);
    if (was === undefined || is === undefined) {
      return { reason: 'is not kept any more' };
    }
    try {
      return await worker.compare(
        { format: before.format, text: was },
        { format: after.format, text: is },
      );
    } catch (error) {
      if (error instanceof SpecificationRefusedError) {
        return { reason: error.message };
      }
      throw error;
    }
  }

  /** The row of each version decides between portals. It is noted as told last, so that no death in between hides it. */
  async #tell({ before, after, versions: concerned }: Wanted): Promise<void> {
    const { ledger, versions } = this.#options;
    if (concerned.length === 0) {
      return;
    }
    const comparison = await ledger.comparison(digestsOf({ before, after }));
    for (const version of concerned) {
      const again = (ms: number) =>
        this.#later({ before, after, versions: [version] }, ms);
      const claim = await versions.claimTelling(version, LEASE_MS);
      if (claim.state === 'taken') {
        again(Math.max(claim.until - Date.now(), RETRY_MS));
      } else if (claim.state === 'claimed') {
        if (await this.#tellOf(version, comparison)) {
          await versions.told(version);
        } else {
          await versions.giveBackTelling(version);
          again(RETRY_MS);
        }
      }
    }
  }

  /** @returns whether nobody is left to be told */
  async #tellOf(
    version: UntoldVersion,
    comparison: DocumentComparison | undefined,
  ): Promise<boolean> {
    if (!comparison || comparison.breaking === 0) {
      return true;
    }
    const { logger, onBreaking } = this.#options;
    try {
      return await onBreaking(version, comparison);
    } catch (error) {
      logger.warn(`nobody was told of changes: ${error}`);
      return false;
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
    if (this.#waiting.size > 0) {
      const { signal } = this.#stopping;
      await delay(Math.min(ms, MAX_REST_MS), undefined, { signal });
    }
  }

  #later(wanted: Wanted, ms: number): void {
    const { signal } = this.#stopping;
    delay(ms, undefined, { signal, ref: false }).then(
      () => this.#want(wanted),
      // It is stopping.
      () => {},
    );
  }
}

function first<K, V>(map: Map<K, V>): [K, V] | undefined {
  return map.entries().next().value;
}

function digestsOf(pair: {
  before: ComparedDocument;
  after: ComparedDocument;
}): DocumentPair {
  return { before: pair.before.sha256, after: pair.after.sha256 };
}

function keyOf(wanted: Wanted): string {
  return `${wanted.before.sha256} ${wanted.after.sha256}`;
}
