/**
 * Back end of Remote Environments: connections, trust, registry, consumers.
 *
 * @packageDocumentation
 */
export { remoteEnvPlugin as default } from './plugin';
