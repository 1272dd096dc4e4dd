export { HourlyBars } from './HourlyBars';
