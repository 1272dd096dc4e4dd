export { ActiveFilters, type ActiveFilter } from './ActiveFilters';
export { FacetLayout } from './FacetLayout';
export { FacetPanel, type NamedFacet } from './FacetPanel';
export { WrongValues } from './WrongValues';
