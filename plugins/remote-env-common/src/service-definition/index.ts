export * from './errors';
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
