export { ActiveFilters, type ActiveFilter } from './ActiveFilters';
export { FacetLayout } from './FacetLayout';
export { FacetPanel, type NamedFacet } from './FacetPanel';
export { SortSelect } from './SortSelect';
export { WrongValues } from './WrongValues';
