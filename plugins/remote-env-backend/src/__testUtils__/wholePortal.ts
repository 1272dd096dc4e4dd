import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  RemoteServiceBindingKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import {
  DERIVATION_VERSION,
  QUALITY_VERSION,
} from '@remote-env/plugin-remote-env-node';
import createKnex from 'knex';
import { DatabaseDerivationLedger } from '../database/DatabaseDerivationLedger';
import { openPortalDatabase } from '../database/openPortalDatabase';
import { BreakingChanges, Notices } from '../notices';
import {
  createOutlineStep,
  createQualityStep,
  DerivedDocuments,
  Derivations,
  ServiceRegistry,
  type RegistryStep,
  type ServiceRegistryOptions,
} from '../registry';
import { DocumentsInUse } from '../registry/documents/DocumentsInUse';
import { Followups } from '../registry/Followups';
import {
  RegistryReconciler,
  type ReconcileReport,
} from '../registry/reconciler/RegistryReconciler';
import { compareDocuments } from '../registry/specifications/worker/comparison/compareDocuments.ts';
import { deriveDocument } from '../registry/specifications/worker/deriveDocument.ts';
import { createVersions } from '../wiring/createVersions';
import {
  observeDatabase,
  observingWrites,
  type OnWrite,
} from './observedWrites';
import { ALIAS, NAMESPACE, openStores } from './registryHarness';

export interface WholePortalOptions {
  specifications: ServiceRegistryOptions['specifications'];
  logger: LoggerService;
  onWrite?: OnWrite;
  onStep?: (step: RegistryStep) => void;
  /** Versions of each document. Default 20. */
  keep?: number;
}

export type WholePortal = Awaited<ReturnType<typeof openWholePortal>>;

const HOST_SUFFIX = `${NAMESPACE}.svc.cluster.local`;

/**
 * The registry with all that follows documents, over stores and a database below one folder. It hears of services when
 * it is told to; what it derives it derives in this process.
 */
export async function openWholePortal(
  folder: string,
  options: WholePortalOptions,
) {
  const { logger, specifications, keep = 20 } = options;
  const onWrite = options.onWrite ?? (() => {});
  const stores = await openStores(folder);
  const resources = observingWrites(
    stores.resources,
    ['create', 'update', 'updateStatus', 'delete'],
    onWrite,
  );
  const documents = observingWrites(
    stores.documents,
    ['put', 'copy', 'delete'],
    onWrite,
  );
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: { filename: path.join(folder, 'portal.sqlite') },
    useNullAsDefault: true,
  });
  await openPortalDatabase({ getClient: async () => knex });
  observeDatabase(knex, onWrite);

  const sent = path.join(folder, 'notices');
  const notices = Notices.create({
    notifications: {
      send: async ({ payload }) => {
        appendFileSync(sent, `${JSON.stringify(payload)}\n`);
        onWrite('notification');
      },
    },
    logger,
  });
  const { versions, comparisons } = createVersions({
    knex,
    documents,
    worker: {
      compare: async (before, after) => compareDocuments(before, after),
    },
    breakingChanges: BreakingChanges.create({
      store: resources,
      namespace: NAMESPACE,
      bindings: {
        list: async () => ({
          ...(await resources.list(RemoteServiceBindingKind, {
            namespace: NAMESPACE,
          })),
          totalItems: 0,
        }),
      },
      subscriptions: { list: async () => ({ items: [], totalItems: 0 }) },
      whenListed: async () => {},
      notices,
    }),
    keep,
    logger,
  });
  const ledgerOf = (kind: 'outline' | 'quality', version: number) =>
    DatabaseDerivationLedger.create(knex, { kind, version });
  const outlines = ledgerOf('outline', DERIVATION_VERSION);
  const derived = DerivedDocuments.create({ documents, ledger: outlines });
  const derivations = Derivations.create({
    documents,
    derived,
    steps: [
      createOutlineStep({
        derived,
        ledger: outlines,
        worker: { derive: async given => deriveDocument(given) },
      }),
      createQualityStep({
        derived,
        ledger: ledgerOf('quality', QUALITY_VERSION),
        worker: { lint: async () => ({ operations: 1, rules: [] }) },
      }),
    ],
    worker: { close: async () => {} },
    logger,
  });
  const shared = {
    resources,
    documents,
    derived,
    versions,
    specifications,
    fetcher: { fetch: () => Promise.reject(new Error('not used')) },
    logger,
    namespace: NAMESPACE,
    hostSuffix: HOST_SUFFIX,
    servicePerApi: ALIAS,
    onStep: options.onStep ?? (() => {}),
  };
  const registry = ServiceRegistry.create(shared);
  stores.registries.push(registry);

  async function serviceOf(id: string) {
    const object = await resources.get(RemoteServiceKind, {
      namespace: NAMESPACE,
      name: id,
    });
    return object && { kind: RemoteServiceKind.kind, object };
  }

  async function settled() {
    await registry.settled();
    await versions.settled();
    await comparisons.settled();
    await derivations.settled();
  }

  return {
    stores,
    knex,
    registry,
    versions,
    comparisons,
    derived,
    settled,
    /** Hears of a service: its versions. */
    follow: async (id: string) => {
      const change = await serviceOf(id);
      if (change) {
        versions.observe(change);
        await settled();
      }
    },
    /** Hears of a service: what is derived from its documents. */
    derive: async (id: string) => {
      const change = await serviceOf(id);
      if (change) {
        derivations.observe(change);
        await settled();
      }
    },
    /** One pass with nothing being too young. */
    reconcile: (): Promise<ReconcileReport> =>
      reconcileOnce({
        ...shared,
        inUse: new DocumentsInUse(),
        followups: Followups.create({ onFailed: () => {} }),
        names: { holderOf: async () => undefined },
      }),
    /** Whoever had claimed something has died, and its time is over. */
    leasesEnd: async () => {
      const ended = { claimed_until: 0 };
      await knex('derivations').update(ended);
      await knex('document_comparisons').update(ended);
      await knex('document_versions').update({ telling_until: 0 });
    },
    /** What people have in the portal, by scope: a notification takes the place of another one of its scope. */
    notices: (): Record<string, string> => {
      const lines = existsSync(sent) ? readFileSync(sent, 'utf8') : '';
      return Object.fromEntries(
        lines
          .split('\n')
          .filter(Boolean)
          .map(line => JSON.parse(line))
          .map(({ scope, title }) => [scope, title]),
      );
    },
    close: async () => {
      await settled();
      await Promise.all([
        versions.stop(),
        comparisons.stop(),
        derivations.stop(),
      ]);
      await stores.close();
      await knex.destroy();
    },
  };
}

/** One pass of a reconciler with nothing being too young. */
export async function reconcileOnce(
  context: Parameters<typeof RegistryReconciler.start>[0],
): Promise<ReconcileReport> {
  const reconciler = RegistryReconciler.start(context, {
    graceMs: 0,
    documentGraceMs: 0,
    documentsIntervalMs: 0,
  });
  // Its own first pass would be a second one.
  await reconciler.close();
  return reconciler.run();
}
