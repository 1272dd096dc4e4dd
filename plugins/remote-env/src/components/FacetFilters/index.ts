export type { ActiveFilter } from './ActiveFilters';
export { FacetedList } from './FacetedList';
export { SortSelect } from './SortSelect';
