import type {
  PortalApiComponents,
  PortalApiOperations,
} from '@remote-env/plugin-remote-env-common';

type Schemas = PortalApiComponents['schemas'];

export type Environment = Schemas['Environment'];
export type EnvironmentState = Schemas['EnvironmentState'];
export type NewEnvironment = Schemas['NewEnvironment'];
export type EnvironmentChange = Schemas['EnvironmentChange'];
export type Decision = Schemas['Decision'];
export type Decisions = Schemas['Decisions'];
export type DecisionOutcome = Schemas['DecisionOutcome'];
export type RecordedDecision = Schemas['RecordedDecision'];
export type Belongings = Schemas['Belongings'];
export type LiveToken = Schemas['LiveToken'];
export type LiveTokens = Schemas['LiveTokens'];
export type Token = Schemas['Token'];
export type SigningInfo = Schemas['SigningInfo'];
export type IssuedCertificate = Schemas['IssuedCertificate'];
export type Certificate = Schemas['Certificate'];
export type CertificateDetails = Schemas['CertificateDetails'];
export type CertificateUse = Schemas['CertificateUse'];
export type CertificateRequestReport = Schemas['CertificateRequestReport'];
export type Revocation = Schemas['Revocation'];
export type Activity = Schemas['Activity'];
export type Calls = Schemas['Calls'];
export type ServiceSummary = Schemas['ServiceSummary'];
export type Service = Schemas['Service'];
export type ServiceSort = NonNullable<
  PortalApiComponents['parameters']['ServiceSort']
>;
export type EnvironmentSort = NonNullable<
  PortalApiComponents['parameters']['EnvironmentSort']
>;
export type FormatFamily = Schemas['FormatFamily'];
export type ServiceState = Schemas['ServiceState'];
export type Facet = Schemas['Facet'];
export type FacetValue = Schemas['FacetValue'];
export type ServiceFacets = Schemas['ServiceFacets'];
export type EnvironmentFacets = Schemas['EnvironmentFacets'];
export type DocumentVersion = Schemas['DocumentVersion'];
export type DocumentVersions = Schemas['DocumentVersions'];
export type VersionChanges = Schemas['VersionChanges'];
export type DocumentChange = Schemas['DocumentChange'];
export type DocumentOutline = Schemas['DocumentOutline'];
export type OutlineEntry = Schemas['OutlineEntry'];
export type DocumentQuality = Schemas['DocumentQuality'];
export type QualityRule = Schemas['QualityRule'];
export type QualityFinding = Schemas['QualityFinding'];
/** What the registry takes (wire-contracts 1.2); the portal checks it. */
export type ServiceDefinition = Schemas['ServiceDefinition'];
export type ServiceCheck = Schemas['ServiceCheck'];
export type Deprecation = Schemas['Deprecation'];
export type DocumentInfo = Schemas['DocumentInfo'];
/** Whether a document is given as it was registered, or as pages show it. */
export type DocumentForm = NonNullable<
  NonNullable<PortalApiOperations['getDocument']['parameters']['query']>['form']
>;
/** Syntaxes in which a document can be had, whatever it was registered in. */
export type ExportSyntax = NonNullable<
  NonNullable<
    PortalApiOperations['getDocument']['parameters']['query']
  >['format']
>;
/** Documents that there may be rules for. */
export type CheckedRole =
  PortalApiOperations['getDocumentQuality']['parameters']['path']['role'];
export type Binding = Schemas['Binding'];
export type NewBinding = Schemas['NewBinding'];
export type CreatedBinding = Schemas['CreatedBinding'];
export type Subscription = Schemas['Subscription'];
export type NewSubscription = Schemas['NewSubscription'];
export type NewEvent = Schemas['NewEvent'];
export type AcceptedEvent = Schemas['AcceptedEvent'];
export type DeadLetter = Schemas['DeadLetter'];
export type Health = Schemas['Health'];
export type Authorities = Schemas['Authorities'];
export type SecurityKind = Schemas['SecurityKind'];
export type SecurityEvent = Schemas['SecurityEvent'];
export type SecurityCounts = Schemas['SecurityCounts'];

/** One page of a list. */
export interface Page<T> {
  items: T[];
  totalItems: number;
  nextCursor?: string;
}

export interface PageQuery {
  limit?: number;
  cursor?: string;
}

export interface CertificateQuery extends PageQuery {
  state?: 'current' | 'former';
}

export type ActivityKind = NonNullable<
  NonNullable<
    PortalApiOperations['listActivity']['parameters']['query']
  >['kind']
>;

export interface ActivityQuery extends PageQuery {
  kind?: ActivityKind;
}

/** What environments are found by; several values of one are alternatives. */
export interface EnvironmentFilters {
  q?: string;
  label?: string[];
  owner?: string[];
  state?: EnvironmentState[];
}

export interface EnvironmentQuery extends EnvironmentFilters, PageQuery {
  sort?: EnvironmentSort;
}

export interface ApprovalQuery extends PageQuery {
  q?: string;
  state?: 'waiting' | 'approved' | 'rejected' | 'suspended' | 'retired';
  owner?: string;
  label?: string;
}

/** What services are found by; several values of one are alternatives. */
export interface ServiceFilters {
  q?: string;
  environment?: string;
  kind?: 'api' | 'events';
  label?: string[];
  format?: FormatFamily[];
  owner?: string[];
  state?: ServiceState[];
}

export interface AllServicesQuery extends ServiceFilters, PageQuery {
  sort?: ServiceSort;
}

/** Of one environment. */
export type ServiceQuery = Omit<AllServicesQuery, 'environment'>;

/** What is counted beside filters. */
export interface FacetQuery {
  /** Words that must occur in labels. */
  labelWords?: string;
  /** Values of each facet at most. */
  limit?: number;
}

export interface SecurityFilter {
  kind?: SecurityKind;
  environment?: string;
  address?: string;
  /** RFC 3339. */
  from: string;
}

export interface BindingQuery extends PageQuery {
  environment?: string;
  serviceId?: string;
}

/** Points at one service. */
export interface ServiceRef {
  environment: string;
  /** Id or readable name. */
  serviceId: string;
}
