import type { DerivationKind, DerivationLedger } from './DerivationLedger';

/** A document as services name it. */
export interface DerivableDocument {
  sha256: string;
  format: string;
  /** Bytes. */
  size: number;
}

/** One kind of thing that is derived from documents: how it is made, and who knows whether it was. */
export interface DerivationStep {
  readonly kind: DerivationKind;
  readonly ledger: DerivationLedger;
  isFor(format: string): boolean;
  /**
   * Makes it and stores it.
   *
   * @throws SpecificationRefusedError for a document that goes over a limit
   */
  make(document: DerivableDocument, text: string): Promise<void>;
  /** Says to readers why there is nothing. */
  fail(sha256: string, reason: string): Promise<void>;
}
