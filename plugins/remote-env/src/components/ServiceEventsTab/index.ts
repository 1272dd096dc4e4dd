export { ServiceEventsTab } from './ServiceEventsTab';
