export { createTrustRouter, mapTrustError } from './createTrustRouter';
export type { TrustRouterOptions } from './TrustCalls';
