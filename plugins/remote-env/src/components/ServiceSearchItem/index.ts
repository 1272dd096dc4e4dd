export { ServiceSearchItem } from './ServiceSearchItem';
export { OperationSearchItem } from './OperationSearchItem';
