/** What is derived from documents, each with versions of its own. */
export type DerivationKind = 'outline' | 'quality';

/** What came of a claim. */
export type Claim =
  /** It is this portal's. @see attempts - this one included */
  | { state: 'claimed'; attempts: number }
  /** Another portal is at it, until then at most (ms since the epoch). */
  | { state: 'taken'; until: number }
  | { state: 'done' };

/** Who derives one kind of thing from what, in one version of it. What does it twice does no harm, but costs. */
export interface DerivationLedger {
  /** Those of these digests that are not done. */
  missing(digests: readonly string[]): Promise<string[]>;
  claim(sha256: string, leaseMs: number): Promise<Claim>;
  /** @returns false when it was forgotten meanwhile */
  done(sha256: string): Promise<boolean>;
  /** Lets others have it, after this many milliseconds. */
  giveBack(sha256: string, delayMs: number): Promise<void>;
  /** Has one that is done done once more. */
  reopen(sha256: string): Promise<void>;
  /** In all kinds and versions. */
  forget(sha256: string): Promise<void>;
}
