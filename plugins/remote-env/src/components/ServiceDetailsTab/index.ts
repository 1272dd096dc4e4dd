export { ServiceDetailsTab } from './ServiceDetailsTab';
