/**
 * Ports, extension points, X.509 and safe outbound HTTP for Remote Environments.
 *
 * @packageDocumentation
 */
export * from './config';
export * from './ports';
