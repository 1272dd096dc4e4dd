import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import type { Claim } from '../derivations/DerivationLedger';

/** Changes with what a comparison of the same two documents comes to, so that it is made again. */
export const COMPARISON_VERSION = 1;

/** Two documents by their digests. */
export interface DocumentPair {
  before: string;
  after: string;
}

/** How far the comparison of two documents is. */
export type ComparisonState =
  | { state: 'pending' }
  | { state: 'failed'; reason: string }
  | { state: 'ready'; breaking: number; risky: number; compatible: number };

/** What was found, and who compares what. What does it twice does no harm, but costs. */
export interface ComparisonLedger {
  /** In the order of the pairs; undefined where nobody has begun. */
  states(
    pairs: readonly DocumentPair[],
  ): Promise<(ComparisonState | undefined)[]>;
  /** Undefined unless it is ready. */
  comparison(pair: DocumentPair): Promise<DocumentComparison | undefined>;
  claim(pair: DocumentPair, leaseMs: number): Promise<Claim>;
  done(
    pair: DocumentPair,
    found: DocumentComparison | { reason: string },
  ): Promise<void>;
  /** Lets others have it, after this many milliseconds. */
  giveBack(pair: DocumentPair, delayMs: number): Promise<void>;
}
