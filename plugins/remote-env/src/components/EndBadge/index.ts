export { EndBadge } from './EndBadge';
