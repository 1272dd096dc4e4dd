export { UseItTab } from './UseItTab';
