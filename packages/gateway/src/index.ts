/**
 * The data plane of Remote Environments: edge, events, API proxy and delivery in one process or in several.
 *
 * @packageDocumentation
 */
export { run } from './process/run';
