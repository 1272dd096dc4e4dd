/** Why a certificate signing request is refused. */
export type CsrErrorReason =
  /** Not base64. */
  | 'base64'
  /** No PEM block. */
  | 'pem'
  /** No PKCS#10 request in it. */
  | 'parse'
  /** Its signature does not prove possession of the key, or uses an algorithm that proves nothing. */
  | 'signature'
  /** Its key is too weak, too large or of another kind. */
  | 'key'
  /** Its subject is not the one asked for. */
  | 'subject';

/**
 * A certificate signing request that is refused. The message is, word for word, what the older protocol's clients
 * get to see (application-connector 2.2, "CSR validation and errors"); answered with status 400.
 */
export class CsrError extends Error {
  readonly reason: CsrErrorReason;

  constructor(reason: CsrErrorReason, text: string, options?: ErrorOptions) {
    super(text, options);
    this.name = 'CsrError';
    this.reason = reason;
  }
}
