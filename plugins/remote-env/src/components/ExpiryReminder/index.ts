export { ExpiryBadge } from './ExpiryBadge';
export { ExpiryBanner } from './ExpiryBanner';
