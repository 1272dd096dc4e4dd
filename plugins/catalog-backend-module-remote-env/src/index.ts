/**
 * Remote environments and their services in the Backstage catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleRemoteEnv as default } from './module';
