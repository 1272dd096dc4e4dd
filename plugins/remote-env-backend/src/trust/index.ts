export {
  CertificateIssuer,
  type CertificateIssuerOptions,
  type IssuedCertificate,
} from './CertificateIssuer';
export {
  createClientTrust,
  type ClientTrust,
  type ClientTrustOptions,
} from './clientTrust';
export type { AuthorityOrigin } from './authority/AuthoritySource';
export {
  CurrentAuthority,
  type AuthorityInUse,
} from './authority/CurrentAuthority';
export { AuthorityRotation } from './authority/AuthorityRotation';
export {
  RetiredAuthorities,
  type RetiredAuthority,
} from './authority/RetiredAuthorities';
export { ClientCaBundle } from './ClientCaBundle';
export { edgeHosts } from './edgeHosts';
export {
  InvalidTokenError,
  NotConnectableError,
  RotationRefusedError,
  TooManyGuessesError,
  TrustMaterialError,
} from './errors';
export {
  GuessLimits,
  type CreateRateLimiter,
  type GuessLimitsOptions,
} from './GuessLimits';
export {
  OneTimeTokens,
  type IssuedToken,
  type LiveToken,
  type RedeemableToken,
} from './OneTimeTokens';
export { RevocationLists } from './RevocationLists';
export { Revocations } from './Revocations';
export type { StoredToken, TokenClaim, TokenStore } from './TokenStore';
export {
  isTrustSecret,
  TrustAnchors,
  type TrustAnchorsOptions,
} from './TrustAnchors';
