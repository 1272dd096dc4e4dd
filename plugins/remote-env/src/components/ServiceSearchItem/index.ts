export { ServiceSearchItem } from './ServiceSearchItem';
