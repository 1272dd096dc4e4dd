/**
 * Front end of Remote Environments.
 *
 * @packageDocumentation
 */
export { remoteEnvPlugin as default } from './plugin';
export { remoteEnvApiRef, type RemoteEnvApi } from './apis';
export { WaitingApprovals } from './components/WaitingApprovals';
export { RemoteEntityDocument } from './RemoteEntityDocument';
export { remoteEntity, type RemoteEntity } from './entity/annotations';
export { remoteEnvTranslationRef } from './translation';
