export { ActivityTab } from './ActivityTab';
export { ActivityList } from './ActivityList';
export { useRouteText } from './useRouteText';
