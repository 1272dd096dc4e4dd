export { LiveTokens } from './LiveTokens';
export { OneTimeToken } from './OneTimeToken';
