export * from './types';
export { messageOf, isNotFound, PortalError } from './PortalError';
export { remoteEnvApiRef, type RemoteEnvApi } from './RemoteEnvApi';
export { createRemoteEnvClient } from './client';
export { queryClientApiRef } from './queryClient';
