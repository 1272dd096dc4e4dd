/**
 * Types, permissions and validation of Remote Environments that browser and server share. No I/O.
 *
 * @packageDocumentation
 */
export * from './names';
export * from './permissions';
export * from './resources';
