/**
 * Ports, extension points, X.509 and safe outbound HTTP for Remote Environments.
 *
 * @packageDocumentation
 */
export * from './assertion';
export * from './config';
export * from './edge';
export * from './informer';
export * from './outbound';
export * from './pace';
export * from './ports';
export * from './services';
export * from './startupCheck';
export {
  assertionKeyOf,
  gatewayTokenOf,
  SharedSecret,
  type PortalSecretSources,
} from './secrets';
