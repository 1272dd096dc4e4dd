export { healthOf, type ServiceHealth } from './environmentHealth';
export { ServiceCalls, type ServiceCall } from './ServiceCalls';
