export {
  CertificateIssuer,
  type CertificateIssuerOptions,
  type IssuedCertificate,
} from './CertificateIssuer';
export { edgeHosts } from './edgeHosts';
export {
  InvalidTokenError,
  NotConnectableError,
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
export { Revocations } from './Revocations';
export type { StoredToken, TokenClaim, TokenStore } from './TokenStore';
export {
  isTrustSecret,
  TrustAnchors,
  type TrustAnchorsOptions,
} from './TrustAnchors';
