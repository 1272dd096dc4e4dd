/**
 * The event bus on NATS JetStream. How events, dead letters and consumers lie there tells `docs/events-on-nats.md`.
 *
 * @packageDocumentation
 */
export {
  createNatsEventBus,
  type NatsEventBusOptions,
} from './createNatsEventBus';
export { checkNats } from './checkNats';
export { engineWarnings } from './startupCheck';
