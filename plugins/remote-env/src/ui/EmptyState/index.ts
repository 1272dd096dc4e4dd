export { EmptyState } from './EmptyState';
export { NoMatch } from './NoMatch';
