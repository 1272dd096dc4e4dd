export { createDelivery } from './createDelivery';
