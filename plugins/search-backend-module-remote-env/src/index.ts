/**
 * Registered services in Backstage search.
 *
 * @packageDocumentation
 */
export { searchModuleRemoteEnv as default } from './module';
export { DocumentOutlines } from './DocumentOutlines';
export {
  RemoteOperationCollatorFactory,
  type RemoteOperationCollatorOptions,
  type RemoteOperationDocument,
} from './RemoteOperationCollatorFactory';
export { DocumentWords } from './DocumentWords';
export {
  RemoteServiceCollatorFactory,
  type RemoteServiceCollatorOptions,
  type RemoteServiceDocument,
} from './RemoteServiceCollatorFactory';
