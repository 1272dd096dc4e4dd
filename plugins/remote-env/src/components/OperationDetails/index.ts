export { OperationDetails } from './OperationDetails';
