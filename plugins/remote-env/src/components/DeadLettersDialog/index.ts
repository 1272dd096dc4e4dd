export { DeadLettersDialog } from './DeadLettersDialog';
