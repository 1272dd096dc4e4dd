export { EnvironmentDialog } from './EnvironmentDialog';
