export { ConnectDialog } from './ConnectDialog';
export { isWay, WAYS } from './ways';
