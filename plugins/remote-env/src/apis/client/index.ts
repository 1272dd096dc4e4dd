export { createRemoteEnvClient } from './createRemoteEnvClient';
