export { LiveTokens } from './LiveTokens';
export { TokenWay, useTokenWay } from './TokenWay';
