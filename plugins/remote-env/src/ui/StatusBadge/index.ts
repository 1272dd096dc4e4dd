export { StatusBadge } from './StatusBadge';
export type { StatusTone } from './StatusBadge';
