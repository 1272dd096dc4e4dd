import { createApiRef } from '@backstage/frontend-plugin-api';
import type {
  AcceptedEvent,
  Activity,
  ActivityQuery,
  AllServicesQuery,
  ApprovalQuery,
  Authorities,
  Belongings,
  Binding,
  BindingQuery,
  Calls,
  Certificate,
  CertificateDetails,
  CertificateQuery,
  CertificateRequestReport,
  CheckedRole,
  CreatedBinding,
  DeadLetter,
  Decision,
  DecisionOutcome,
  Decisions,
  Deprecation,
  DocumentForm,
  ExportSyntax,
  DocumentInfo,
  DocumentOutline,
  DocumentQuality,
  DocumentVersion,
  DocumentVersions,
  Environment,
  EnvironmentChange,
  EnvironmentFacets,
  EnvironmentFilters,
  EnvironmentQuery,
  FacetQuery,
  Health,
  IssuedCertificate,
  LiveTokens,
  NewBinding,
  NewEnvironment,
  NewEvent,
  NewSubscription,
  Page,
  PageQuery,
  Revocation,
  SecurityCounts,
  SecurityEvent,
  SecurityFilter,
  Service,
  ServiceCheck,
  ServiceDefinition,
  ServiceFacets,
  ServiceFilters,
  ServiceQuery,
  ServiceRef,
  ServiceSummary,
  SigningInfo,
  Subscription,
  Token,
  VersionChanges,
} from './types';

/** The portal API (wire-contracts 6) as pages use it. Every method rejects with a `PortalError`. */
export interface RemoteEnvApi {
  listEnvironments(query: EnvironmentQuery): Promise<Page<Environment>>;
  countEnvironments(
    query: EnvironmentFilters & FacetQuery,
  ): Promise<EnvironmentFacets>;
  createEnvironment(environment: NewEnvironment): Promise<Environment>;
  getEnvironment(name: string): Promise<Environment>;
  changeEnvironment(
    name: string,
    change: EnvironmentChange,
    etag?: string,
  ): Promise<Environment>;
  deleteEnvironment(name: string): Promise<void>;
  decideEnvironment(name: string, decision: Decision): Promise<Environment>;
  /** What goes with it when it is deleted. */
  countBelongings(name: string): Promise<Belongings>;
  listApprovals(query: ApprovalQuery): Promise<Page<Environment>>;
  /** Decides each for itself; does not reject when some fail. */
  decideApprovals(decisions: Decisions): Promise<DecisionOutcome[]>;

  listTokens(name: string): Promise<LiveTokens>;
  issueToken(name: string): Promise<Token>;
  cancelToken(name: string, fingerprint: string): Promise<void>;
  getSigningInfo(name: string): Promise<SigningInfo>;
  /** @param csr - PKCS #10 as PEM */
  checkCertificateRequest(
    name: string,
    csr: string,
  ): Promise<CertificateRequestReport>;
  /** @param csr - PKCS #10 as PEM */
  signCertificate(
    name: string,
    csr: string,
    origin: 'browser' | 'upload',
  ): Promise<IssuedCertificate>;
  listCertificates(
    name: string,
    query: CertificateQuery,
  ): Promise<Page<Certificate>>;
  getCertificate(
    name: string,
    fingerprint: string,
  ): Promise<CertificateDetails>;
  revokeCertificate(
    name: string,
    fingerprint: string,
    why: Revocation,
  ): Promise<Certificate>;
  listActivity(name: string, query: ActivityQuery): Promise<Page<Activity>>;
  /** @param hours - how far back */
  listCalls(name: string, hours: number): Promise<Calls>;

  listAllServices(query: AllServicesQuery): Promise<Page<ServiceSummary>>;
  countServices(query: ServiceFilters & FacetQuery): Promise<ServiceFacets>;
  listServices(
    environment: string,
    query: ServiceQuery,
  ): Promise<Page<ServiceSummary>>;
  getService(service: ServiceRef): Promise<Service>;
  registerService(
    environment: string,
    definition: ServiceDefinition,
  ): Promise<Service>;
  /**
   * What a definition would come to; writes nothing.
   *
   * @param replaces - id or name of the service that it is for
   */
  checkService(
    environment: string,
    definition: ServiceDefinition,
    replaces?: string,
  ): Promise<ServiceCheck>;
  /** What was registered, with secrets masked and without its documents. */
  getServiceDefinition(service: ServiceRef): Promise<ServiceDefinition>;
  replaceService(
    service: ServiceRef,
    definition: ServiceDefinition,
    etag?: string,
  ): Promise<Service>;
  /** @param deprecation - undefined: it stays after all */
  retireService(
    service: ServiceRef,
    deprecation: Deprecation | undefined,
    etag?: string,
  ): Promise<Service>;
  deleteService(service: ServiceRef): Promise<void>;
  /**
   * The document as text.
   *
   * @param form - as it was registered unless said otherwise; `readable` is for formats that no viewer takes as they are
   */
  getDocument(
    service: ServiceRef,
    role: DocumentInfo['role'],
    form?: DocumentForm,
  ): Promise<string>;
  /** The document as text in another syntax, with the same values in the same order. */
  exportDocument(
    service: ServiceRef,
    role: DocumentInfo['role'],
    format: ExportSyntax,
  ): Promise<string>;
  /** What the API's document holds; `pending` while that is being made. */
  getOutline(service: ServiceRef, role: CheckedRole): Promise<DocumentOutline>;
  /** One operation of the API with what it refers to: the text of an OpenAPI document. @param sliceId - as the outline has it */
  getSlice(
    service: ServiceRef,
    role: CheckedRole,
    sliceId: string,
  ): Promise<string>;
  /** What the rules of its format say of a document; `pending` while it is being checked. */
  getDocumentQuality(
    service: ServiceRef,
    role: CheckedRole,
  ): Promise<DocumentQuality>;
  /** What the documents of a service were, of each newest first. */
  listVersions(service: ServiceRef): Promise<DocumentVersions>;
  /** A version as text, as it was registered. */
  getVersion(
    service: ServiceRef,
    version: Pick<DocumentVersion, 'role' | 'sha256'>,
  ): Promise<string>;
  /** @param since - number of the version that it is compared with; the one before by default */
  getVersionChanges(
    service: ServiceRef,
    version: Pick<DocumentVersion, 'role' | 'number'>,
    since?: number,
  ): Promise<VersionChanges>;
  /** Absolute URL below which any path reaches the system (Try it out). */
  getInvokeUrl(service: ServiceRef): Promise<string>;

  listBindings(query: BindingQuery): Promise<Page<Binding>>;
  createBinding(
    service: ServiceRef,
    binding: NewBinding,
  ): Promise<CreatedBinding>;
  deleteBinding(environment: string, bindingId: string): Promise<void>;

  listSubscriptions(
    environment: string,
    page: PageQuery,
  ): Promise<Page<Subscription>>;
  createSubscription(
    environment: string,
    subscription: NewSubscription,
  ): Promise<Subscription>;
  deleteSubscription(
    environment: string,
    subscriptionId: string,
  ): Promise<void>;
  listDeadLetters(
    environment: string,
    subscriptionId: string,
    page: PageQuery,
  ): Promise<Page<DeadLetter>>;
  replayDeadLetter(
    environment: string,
    subscriptionId: string,
    deadLetterId: string,
  ): Promise<void>;
  sendEvent(environment: string, event: NewEvent): Promise<AcceptedEvent>;

  getHealth(): Promise<Health>;
  listSecurityEvents(
    query: SecurityFilter & PageQuery,
  ): Promise<Page<SecurityEvent>>;
  countSecurityEvents(query: SecurityFilter): Promise<SecurityCounts>;
  getAuthority(): Promise<Authorities>;
  /** @param replaces - fingerprint of the current authority */
  rotateAuthority(replaces: string): Promise<Authorities>;
}

/** @public */
export const remoteEnvApiRef = createApiRef<RemoteEnvApi>().with({
  id: 'plugin.remote-env.client',
  pluginId: 'remote-env',
});
