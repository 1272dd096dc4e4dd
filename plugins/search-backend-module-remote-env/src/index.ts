/**
 * Registered services in Backstage search.
 *
 * @packageDocumentation
 */
export { searchModuleRemoteEnv as default } from './module';
export { DocumentWords } from './DocumentWords';
export {
  RemoteServiceCollatorFactory,
  type RemoteServiceCollatorOptions,
  type RemoteServiceDocument,
} from './RemoteServiceCollatorFactory';
