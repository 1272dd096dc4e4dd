/**
 * Remote environments and their services as catalog entities.
 *
 * @packageDocumentation
 */
export { catalogModuleRemoteEnv as default } from './module';
