/**
 * Servers of every production engine, for tests that need them all.
 *
 * @packageDocumentation
 */
export { until } from '../conditions';
export { startPostgres, type TestPostgres } from '../postgres/startPostgres';
export { freePorts } from './freePorts';
export * from './kubernetes';
export * from './nats';
export { ServerProcess } from './ServerProcess';
export { startOwnS3, type OwnTestS3 } from './startS3';
