export { ServiceFinder } from './ServiceFinder';
export { useServiceFinder } from './useServiceFinder';
