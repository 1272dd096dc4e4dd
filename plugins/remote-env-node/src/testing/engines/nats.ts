/**
 * A NATS server for tests of other packages.
 *
 * @packageDocumentation
 */
export { natsConnection } from './natsConnection';
export { startNats, type NatsOptions, type TestNats } from './startNats';
