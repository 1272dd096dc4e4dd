import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { contentKey } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../../../__testUtils__/mockLogger';
import {
  usePortalDatabases,
  type PortalDatabase,
  type PortalDatabaseKind,
} from '../../../__testUtils__/portalDatabases';
import { newStores } from '../../../__testUtils__/registryHarness';
import { DatabaseDerivationLedger } from '../../../database/DatabaseDerivationLedger';
import { DerivedDocuments } from '../DerivedDocuments';
import { Derivations } from '../Derivations';
import { DerivingWorker } from '../DerivingWorker';
import { createOutlineStep } from '../outlineStep';
import { createQualityStep } from '../qualityStep';

/** A document with one operation, which has no id. */
export const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: { '/orders': { get: { summary: 'List orders' } } },
});

/** For each test of one block: portals that derive from the documents of one store, by one real worker. */
export function useDerivations(kind: PortalDatabaseKind) {
  const logger = mockLogger();
  const portals: Derivations[] = [];
  let stores: Awaited<ReturnType<typeof newStores>>;
  let database: PortalDatabase;
  let worker: DerivingWorker;
  /** Texts that were read for outlines, in their order. */
  let derived: string[];
  /** The same of quality. */
  let linted: { text: string; examples: boolean }[];

  beforeAll(() => {
    worker = DerivingWorker.create({ logger });
  });
  afterAll(() => worker.close());

  beforeEach(async () => {
    stores = await newStores();
    database = await databases.create();
    derived = [];
    linted = [];
  });

  afterEach(async () => {
    await Promise.all(portals.splice(0).map(each => each.stop()));
    await stores.dispose();
  });

  const databases = usePortalDatabases(kind);

  async function stored(text: string, size = text.length) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    await stores.documents.put(contentKey(sha256), Buffer.from(text), {
      contentType: 'application/json',
    });
    return { sha256, size, format: 'openapi-3.1' };
  }

  /**
   * A portal, and what readers of it get.
   *
   * @param options - `version`: of all that is derived, default 1; `derive`, `lint`: instead of the worker
   */
  async function portal({
    version = 1,
    derive = task => worker.derive(task),
    lint = (task, ms) => worker.lint(task, ms),
  }: Partial<Pick<DerivingWorker, 'derive' | 'lint'>> & {
    version?: number;
  } = {}) {
    const { documents } = stores;
    const knex = await database.open();
    const ledger = DatabaseDerivationLedger.create(knex, {
      kind: 'outline',
      version,
    });
    const files = DerivedDocuments.create({ documents, ledger });
    const derivations = Derivations.create({
      documents,
      derived: files,
      steps: [
        createOutlineStep({
          derived: files,
          ledger,
          worker: {
            derive: task => {
              derived.push(task.text);
              return derive(task);
            },
          },
        }),
        createQualityStep({
          derived: files,
          ledger: DatabaseDerivationLedger.create(knex, {
            kind: 'quality',
            version,
          }),
          worker: {
            lint: (task, timeoutMs) => {
              linted.push(task);
              return lint(task, timeoutMs);
            },
          },
        }),
      ],
      logger,
      worker: { close: async () => {} },
    });
    portals.push(derivations);
    const outline = async (sha256: string) => {
      const packed = await files.outline(sha256);
      return packed && JSON.parse(gunzipSync(packed).toString());
    };
    const quality = async (sha256: string) => {
      const packed = await files.quality(sha256);
      return packed && JSON.parse(gunzipSync(packed).toString());
    };
    return { derivations, files, ledger, outline, quality };
  }

  return {
    /** Those of the test that runs. */
    given: () => ({ documents: stores.documents, worker, derived, linted }),
    stored,
    portal,
  };
}
