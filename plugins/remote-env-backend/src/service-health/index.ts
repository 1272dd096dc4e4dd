export { healthOf, type ServiceHealth } from './environmentHealth';
export { reportedCalls, type ReportedCalls } from './reportedCalls';
export { ServiceCalls, type ServiceCall } from './ServiceCalls';
