export * from './types';
export { messageOf, isNotFound, PortalError } from './PortalError';
export { remoteEnvApiRef, type RemoteEnvApi } from './RemoteEnvApi';
export { RemoteEnvClient } from './RemoteEnvClient';
export { queryClientApiRef } from './queryClient';
