/**
 * Sign-in for a local try-out: developer and admin, loopback only.
 *
 * @packageDocumentation
 */
export { authModuleLocal as default } from './module';
