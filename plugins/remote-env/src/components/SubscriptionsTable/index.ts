export { SubscriptionsTable } from './SubscriptionsTable';
