export type { AuthorityConfig } from './authorityConfig';
export * from './databaseConnection';
export type { DocumentStoreConfig } from './documentStoreConfig';
export type { ForwardedConfig, ForwardedHeader } from './forwardedConfig';
export * from './gatewayConfig';
export { gatewayConfigOf } from './gatewayConfigOf';
export { gatewayConfigDigest } from './gatewayConfigDigest';
export * from './gatewayControl';
export * from './gatewayReports';
export * from './nodeRuntime';
export {
  issueLine,
  keyOf,
  missingIsSaid,
  unknownKeyLines,
  type IssueLine,
} from './issueLines';
export { outboundProblems } from './outboundProblems';
export { isTooLongForSocket, MAX_SOCKET_PATH } from './socketPath';
export * from './resourceStoreConfig';
export {
  servicePerApiSchema,
  type ServicePerApi,
  type ServicePerApiConfig,
} from './servicePerApiConfig';
export { resourceStoreListeners } from './resourceStoreListeners';
export {
  readRemoteEnvConfig,
  RemoteEnvConfigError,
  type ListenConfig,
  type RemoteEnvConfig,
} from './remoteEnvConfig';
