/**
 * Lets the API docs pages load registered documents lazily.
 *
 * @packageDocumentation
 */
export { apiDocsModuleRemoteEnv as default } from './module';
