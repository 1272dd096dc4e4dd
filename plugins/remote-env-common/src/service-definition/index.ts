export * from './errors';
export { UNSETTABLE_HEADERS } from './fields';
export * from './limits';
export * from './parse';
export * from './unknownFields';
export type {
  RequestParameters,
  ServiceApiDefinition,
  ServiceCredentials,
  ServiceDefinition,
  ServiceDocumentation,
} from './schema';
