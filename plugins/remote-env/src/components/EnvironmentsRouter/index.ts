export { EnvironmentsRouter } from './EnvironmentsRouter';
