export { ActivityTab } from './ActivityTab';
export { Timeline } from './Timeline';
export { useRouteText } from './useRouteText';
