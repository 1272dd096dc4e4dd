export { OneTimeToken } from './OneTimeToken';
