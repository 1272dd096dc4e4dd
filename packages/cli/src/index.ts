/**
 * The `remote-env` command line.
 *
 * @packageDocumentation
 */
export { createProgram } from './main';
