export {
  CertificateIssuer,
  NotConnectableError,
  type IssuedCertificate,
} from './CertificateIssuer';
export { GuessLimits, TooManyGuessesError } from './GuessLimits';
export {
  OneTimeTokens,
  type IssuedToken,
  type RedeemableToken,
} from './OneTimeTokens';
export { Revocations } from './Revocations';
export type { StoredToken, TokenStore } from './TokenStore';
export { TrustAnchors, type TrustAnchorsOptions } from './TrustAnchors';
