export {
  OneTimeTokens,
  type IssuedToken,
  type RedeemableToken,
} from './OneTimeTokens';
export { Revocations } from './Revocations';
export type { StoredToken, TokenStore } from './TokenStore';
