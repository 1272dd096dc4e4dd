export { eventBusContract } from './eventBusContract';
export { runEventBusTask } from './tasks';
export type { EventBusHarness, OpenOptions } from './harness';
