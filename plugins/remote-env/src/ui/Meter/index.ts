export { Meter } from './Meter';
export type { MeterTone } from './Meter';
