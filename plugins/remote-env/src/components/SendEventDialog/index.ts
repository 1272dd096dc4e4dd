export { SendEventDialog } from './SendEventDialog';
