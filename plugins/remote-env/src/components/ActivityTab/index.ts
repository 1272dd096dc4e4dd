export { ActivityTab } from './ActivityTab';
export { Timeline } from './Timeline';
