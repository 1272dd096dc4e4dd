export { OwnerField } from './OwnerField';
export { useReader } from './useReader';
