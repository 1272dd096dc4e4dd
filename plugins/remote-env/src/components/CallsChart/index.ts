export { CallsChart } from './CallsChart';
