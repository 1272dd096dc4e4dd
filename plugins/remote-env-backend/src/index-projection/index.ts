export { Belongings, type BelongingCounts } from './Belongings';
export type { IndexDifference, KindComparison } from './comparison';
export type { EnvironmentFilter } from './conditions';
export { DependentList, type DependentListRequest } from './DependentList';
export { EndingConnections, type EndingConnection } from './EndingConnections';
export {
  EnvironmentList,
  type EnvironmentFacets,
  type EnvironmentListRequest,
  type EnvironmentSearch,
  type IndexedEnvironment,
} from './EnvironmentList';
export { IssuedCertificates, type IssuedCount } from './IssuedCertificates';
export type { Change, ChangeListener, FeedState } from './KindProjector';
export type { Page, PageRequest } from './paging';
export { ProjectingResourceStore } from './ProjectingResourceStore';
export {
  ResourceIndex,
  type IndexHealth,
  type RebuildProgress,
} from './ResourceIndex';
export type { Facet, FacetValue } from './facets';
export type { ServiceFacets, ServiceFilter } from './serviceFilter';
export {
  ServiceList,
  type ServiceListRequest,
  type ServiceSort,
} from './ServiceList';
