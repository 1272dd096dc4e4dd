export * from './errors';
export {
  OUTBOUND_PURPOSES,
  OutboundPolicy,
  ownListener,
  type CheckedUrl,
  type OutboundPurpose,
  type OwnListener,
} from './OutboundPolicy';
export * from './OutboundClient';
export type { OutboundTls, Resolve, ResolvedAddress } from './pinnedConnector';
export { toOutboundError } from './toOutboundError';
export { outboundFetch, type OutboundFetchInit } from './outboundFetch';
