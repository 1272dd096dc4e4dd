import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  DERIVATION_VERSION,
  QUALITY_VERSION,
  OutboundClient,
  ownListener,
  resourceStoreListeners,
  type DocumentStore,
  type OwnListener,
  type RemoteEnvConfig,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Knex } from 'knex';
import {
  DatabaseActivityLog,
  DatabaseReportLedger,
  DatabaseSecurityEvents,
  EdgeCalls,
  GatewayReports,
  SecurityLog,
  SecurityMeter,
} from '../activity';
import { Connections, EnvironmentCleanup } from '../connections';
import { Bindings, Subscriptions } from '../consumers';
import { DatabaseDerivationLedger } from '../database/DatabaseDerivationLedger';
import { DatabaseTokenStore } from '../database/DatabaseTokenStore';
import { rateLimitersIn } from '../database/rateLimitersIn';
import {
  Belongings,
  DependentList,
  EndingConnections,
  EnvironmentList,
  IssuedCertificates,
  ProjectingResourceStore,
  ResourceIndex,
  ServiceList,
} from '../index-projection';
import { BreakingChanges, ExpiryWarnings, Notices } from '../notices';
import {
  createOutlineStep,
  createQualityStep,
  Derivations,
  DerivedDocuments,
  DerivingWorker,
  DocumentExports,
  OutboundSpecificationFetcher,
  ServiceRegistry,
  SpecificationParser,
} from '../registry';
import { ServiceCalls } from '../service-health';
import { StatusSummaries } from '../status-summary';
import {
  CertificateIssuer,
  createClientTrust,
  edgeHosts,
  GuessLimits,
  OneTimeTokens,
  RevocationLists,
  Revocations,
  TrustAnchors,
} from '../trust';
import { createVersions } from './createVersions';

export interface DomainOptions {
  config: RemoteEnvConfig;
  /** Where this portal listens. */
  portalUrl: string;
  knex: Knex;
  store: ResourceStore;
  documents: DocumentStore;
  logger: LoggerService;
  notifications: NotificationService;
  /** Told of which environments there are new entries in the activity log. */
  onActivity: (environmentUids: string[]) => void;
}

/** Everything that this installation listens on or keeps documents in: nothing from outside may make us call it. */
function ownListeners({ config, portalUrl }: DomainOptions): OwnListener[] {
  const { apiProxy, documentStore, edge, metrics } = config;
  return [
    ...[portalUrl, edge.publicUrl, apiProxy.publicUrl].map(ownListener),
    ...[
      edge.listen,
      ...(edge.forwarded ? [edge.forwarded.listen] : []),
      apiProxy.listen,
      metrics.listen,
    ].map(({ port }) => ({ port })),
    ...(documentStore.type === 'minio'
      ? [ownListener(documentStore.minio.endpoint)]
      : []),
    ...resourceStoreListeners(config.resourceStore),
  ];
}

/** Puts the domain together. What it writes goes through the index, so that people read their own writes. */
export async function createDomain(options: DomainOptions) {
  const { config, documents, knex, logger } = options;
  const namespace = config.namespaces.system;

  const index = ResourceIndex.create({
    knex,
    store: options.store,
    namespace,
    logger,
  });
  const store = ProjectingResourceStore.create({
    store: options.store,
    index,
    namespace,
  });
  const services = ServiceList.create(knex);
  const activity = DatabaseActivityLog.create({
    knex,
    logger,
    onRecorded: options.onActivity,
  });
  const reportLedger = DatabaseReportLedger.create(knex);
  const securityMeter = SecurityMeter.create();

  const listeners = ownListeners(options);
  const outbound = OutboundClient.create(config.outbound, {
    own: () => listeners,
  });
  const specifications = SpecificationParser.create({ logger });
  const outlineLedger = DatabaseDerivationLedger.create(knex, {
    kind: 'outline',
    version: DERIVATION_VERSION,
  });
  const qualityLedger = DatabaseDerivationLedger.create(knex, {
    kind: 'quality',
    version: QUALITY_VERSION,
  });
  const derived = DerivedDocuments.create({ documents, ledger: outlineLedger });
  const worker = DerivingWorker.create({ logger });
  // Somebody waits for an export, and nobody for what is derived.
  const exportWorker = DerivingWorker.create({ logger });
  const bindingList = DependentList.bindings(knex);
  const subscriptionList = DependentList.subscriptions(knex);
  const notices = Notices.create({
    notifications: options.notifications,
    logger,
  });
  const { versions, comparisons } = createVersions({
    knex,
    documents,
    worker,
    breakingChanges: BreakingChanges.create({
      store,
      namespace,
      bindings: bindingList,
      subscriptions: subscriptionList,
      whenListed: () => index.whenBuilt(),
      notices,
    }),
    keep: config.registry.versions,
    logger,
  });
  index.onChange(change => versions.observe(change));
  const registry = ServiceRegistry.create({
    resources: store,
    documents,
    derived,
    versions,
    names: services,
    specifications,
    fetcher: OutboundSpecificationFetcher.create({ outbound }),
    logger,
    namespace,
    hostSuffix: config.servicePerApi.hostSuffix,
    servicePerApi: config.servicePerApi,
  });

  const derivations = Derivations.create({
    documents,
    derived,
    steps: [
      createOutlineStep({ derived, ledger: outlineLedger, worker }),
      createQualityStep({ derived, ledger: qualityLedger, worker }),
    ],
    worker,
    logger,
  });
  index.onChange(change => derivations.observe(change));

  const { organization } = config.trust.subject;
  const clients = createClientTrust({
    store,
    namespaces: config.namespaces,
    organization,
    authority: config.trust.authority,
    logger,
  });
  const anchors = TrustAnchors.create({
    store,
    namespaces: config.namespaces,
    clients,
    organization,
    edgeHosts: edgeHosts(config.edge.publicUrl),
    dataDir: config.dataDir,
  });
  await anchors.prepare();
  const issued = IssuedCertificates.create(knex);
  const revocationLists = RevocationLists.create({
    ...clients,
    revoked: (issuerName, now) => issued.revoked(issuerName, now),
    complete: () => index.whenBuilt(),
    validityMs: config.trust.crlValidityMs,
    logger,
  });
  index.onChange(change => revocationLists.observe(change));
  const issuer = CertificateIssuer.create({
    store,
    namespace,
    authority: clients.current,
    subject: config.trust.subject,
    validityMs: config.trust.certificateValidityMs,
  });

  const bindings = Bindings.create({
    store,
    namespace,
    apiProxyUrl: config.apiProxy.publicUrl,
  });
  const cleanup = EnvironmentCleanup.create({
    store,
    namespace,
    deleteService: async (environment, id) => {
      await registry.delete(environment, id);
    },
    deleteBinding: name => bindings.delete(name),
    logger,
  });

  const summaries = StatusSummaries.create({
    store,
    namespace,
    services,
    logger,
  });
  index.onChange(change => summaries.observe(change));

  const serviceCalls = ServiceCalls.create({ store, namespace, logger });

  return {
    activity,
    anchors,
    belongings: Belongings.create(knex),
    bindings,
    bindingList,
    calls: EdgeCalls.create(knex),
    certificateList: DependentList.certificates(knex),
    cleanup,
    clients,
    comparisons,
    connections: Connections.create({
      store,
      namespace,
      cleanUp: environment => cleanup.run(environment),
      rules: config.approvals,
      logger,
    }),
    derivations,
    derived,
    documents,
    environments: EnvironmentList.create(knex),
    documentExports: DocumentExports.create({ worker: exportWorker }),
    exportWorker,
    expiryWarnings: ExpiryWarnings.create({
      knex,
      ending: EndingConnections.create(knex),
      notices,
      admins: config.admins,
    }),
    guesses: GuessLimits.create({ limiter: rateLimitersIn(knex) }),
    index,
    issued,
    issuer,
    notices,
    outbound,
    registry,
    reportLedger,
    reports: GatewayReports.create({
      ledger: reportLedger,
      meter: securityMeter,
      onSighting: sighting => summaries.sighted(sighting),
      onServiceCall: call => serviceCalls.note(call),
      onRecorded: options.onActivity,
    }),
    revocationLists,
    revocations: Revocations.create({ store, namespace }),
    serviceCalls,
    security: SecurityLog.create({
      ledger: reportLedger,
      meter: securityMeter,
      logger,
    }),
    securityEvents: DatabaseSecurityEvents.create(knex),
    services,
    specifications,
    store,
    subscriptions: Subscriptions.create({
      store,
      namespace,
      policy: outbound.policy,
    }),
    subscriptionList,
    summaries,
    tokens: OneTimeTokens.create({
      store: DatabaseTokenStore.create(knex),
      ttlMs: config.trust.tokenTtlMs,
    }),
    versions,
  };
}

export type Domain = Awaited<ReturnType<typeof createDomain>>;
