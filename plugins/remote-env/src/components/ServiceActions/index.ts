export { DeprecationBanner } from './DeprecationBanner';
export { RemoveServiceDialog } from './RemoveServiceDialog';
export { ServiceActions } from './ServiceActions';
