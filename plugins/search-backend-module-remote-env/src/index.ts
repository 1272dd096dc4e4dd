/**
 * Registered services in Backstage search.
 *
 * @packageDocumentation
 */
export { searchModuleRemoteEnv as default } from './module';
export {
  RemoteServiceCollatorFactory,
  type RemoteServiceDocument,
} from './RemoteServiceCollatorFactory';
