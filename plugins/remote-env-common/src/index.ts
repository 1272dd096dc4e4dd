/**
 * Types, permissions and validation of Remote Environments that browser and server share. No I/O.
 *
 * @packageDocumentation
 */
export * from './approvals';
export * from './bindingVariables';
export * from './connectionState';
export * from './changes';
export * from './convertedFormats';
export * from './documentChanges';
export * from './documentOutline';
export * from './documentQuality';
export * from './exportableFormats';
export * from './names';
export * from './odata';
export * from './permissions';
export * from './resources';
export * from './securityKinds';
export * from './subjectValue';
export type {
  paths as PortalApiPaths,
  components as PortalApiComponents,
  operations as PortalApiOperations,
} from './generated/portalApi';
export * from './service-definition';
