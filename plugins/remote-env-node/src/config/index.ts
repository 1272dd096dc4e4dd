export * from './gatewayConfig';
export { gatewayConfigOf } from './gatewayConfigOf';
export { gatewayConfigDigest } from './gatewayConfigDigest';
export * from './gatewayControl';
export * from './gatewayReports';
export {
  readRemoteEnvConfig,
  RemoteEnvConfigError,
  type ListenConfig,
  type RemoteEnvConfig,
} from './remoteEnvConfig';
