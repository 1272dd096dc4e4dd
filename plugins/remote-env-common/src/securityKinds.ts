/** What admins watch for on the edge, each kind with a counter and a filter of its own. */
export const SECURITY_KINDS = [
  /** One of ours that does not count: expired, not yet valid, revoked, not for clients, another than its record. */
  'bad-certificate',
  /** One that is not the environment's: of another CA, without a record, of another environment or of an earlier one. */
  'foreign-certificate',
  /** A one-time token that is none. */
  'token-guess',
  /** A certificate in a header where headers do not count, or one that an ingress forwarded but nobody can read. */
  'forged-header',
  /** A connection to the listener for an ingress by somebody who is none. */
  'refused-ingress',
] as const;

export type SecurityKind = (typeof SECURITY_KINDS)[number];

/** Undefined for what is no kind, such as one of a newer gateway. */
export function securityKind(
  text: string | undefined,
): SecurityKind | undefined {
  return SECURITY_KINDS.find(kind => kind === text);
}
