import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  DERIVATION_VERSION,
  contentKey,
  derivedPrefix,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import { createFilesystemDocumentStore } from '@remote-env/plugin-remote-env-node/filesystem';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
  type PortalDatabase,
} from '../../__testUtils__/portalDatabases';
import { DatabaseDerivationLedger } from '../../database/DatabaseDerivationLedger';
import { SpecificationRefusedError } from '../specifications/errors';
import { DerivedDocuments } from './DerivedDocuments';
import { Derivations } from './Derivations';
import { DerivingWorker } from './DerivingWorker';
import { createOutlineStep } from './outlineStep';
import { createQualityStep, EXAMPLES_UP_TO_BYTES } from './qualityStep';

jest.setTimeout(60_000);

const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: { '/orders': { get: { summary: 'List orders' } } },
});

describe.each(PORTAL_DATABASES)('Derivations with %s', kind => {
  const logger = mockLogger();
  const portals: Derivations[] = [];
  let folder: string;
  let documents: DocumentStore;
  let database: PortalDatabase;
  let worker: DerivingWorker;
  /** Texts that were read, in their order. */
  let derived: string[];
  let linted: { text: string; examples: boolean }[];

  beforeAll(() => {
    worker = DerivingWorker.create({ logger });
  });
  afterAll(() => worker.close());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'derivations-'));
    documents = await createFilesystemDocumentStore({ root: folder });
    database = await databases.create();
    derived = [];
    linted = [];
  });

  afterEach(async () => {
    await Promise.all(portals.splice(0).map(each => each.stop()));
    await documents.close();
    await rm(folder, { recursive: true });
  });

  const databases = usePortalDatabases(kind);

  async function stored(text: string, size = text.length) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    await documents.put(contentKey(sha256), Buffer.from(text), {
      contentType: 'application/json',
    });
    return { sha256, size, format: 'openapi-3.1' };
  }

  /** A portal, and what readers of it get. */
  async function portal(
    derive: DerivingWorker['derive'] = given => worker.derive(given),
    version = 1,
    lint: DerivingWorker['lint'] = (given, ms) => worker.lint(given, ms),
  ) {
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
            derive: given => {
              derived.push(given.text);
              return derive(given);
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
            lint: (given, timeoutMs) => {
              linted.push(given);
              return lint(given, timeoutMs);
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

  it('makes outline and slices once, for several portals and after a restart', async () => {
    const document = await stored(DOCUMENT, 600_000);
    const one = await portal();
    const other = await portal();
    one.derivations.want(document);
    other.derivations.want(document);
    await Promise.all([one.derivations.settled(), other.derivations.settled()]);
    expect(derived).toEqual([DOCUMENT]);
    const outline = await other.outline(document.sha256);
    expect(outline).toMatchObject({
      state: 'ready',
      entries: [{ anchor: 'GET /orders', slice: `${DERIVATION_VERSION}-0-0` }],
    });
    const slice = await other.files.slice(
      document.sha256,
      `${DERIVATION_VERSION}-0-0`,
    );
    expect(JSON.parse(gunzipSync(slice ?? '').toString()).paths).toEqual({
      '/orders': { get: { summary: 'List orders' } },
    });
    for (const id of [
      `${DERIVATION_VERSION}-0-1`,
      `${DERIVATION_VERSION}-9-0`,
      `${DERIVATION_VERSION + 1}-0-0`,
      '../..',
      '',
    ]) {
      expect(await other.files.slice(document.sha256, id)).toBeUndefined();
    }

    const restarted = await portal();
    restarted.derivations.want(document);
    await restarted.derivations.settled();
    expect(derived).toHaveLength(1);
    const upgraded = await portal(undefined, 2);
    upgraded.derivations.want(document);
    await upgraded.derivations.settled();
    expect(derived).toHaveLength(2);
  });

  it('hears of documents by services that readers see', async () => {
    const document = await stored(DOCUMENT);
    const { derivations, outline } = await portal();
    const change = (spec: object, metadata: object = {}) => ({
      kind: 'RemoteService',
      object: {
        apiVersion: 'remote-env.dev/v1alpha1',
        kind: 'RemoteService',
        metadata: {
          name: 'orders',
          namespace: 'remote-env-system',
          uid: '1',
          resourceVersion: '1',
          generation: 1,
          creationTimestamp: '2026-11-22T00:00:00Z',
          ...metadata,
        },
        spec: { documents: { apiSpec: document }, ...spec },
      },
    });
    derivations.observe(change({ phase: 'Pending' }));
    derivations.observe(
      change({ phase: 'Ready' }, { deletionTimestamp: '2026-11-22T00:00:00Z' }),
    );
    derivations.observe(change({ phase: 'Ready', documents: undefined }));
    await derivations.settled();
    expect(await outline(document.sha256)).toBeUndefined();
    derivations.observe(change({ phase: 'Ready' }));
    await derivations.settled();
    expect(await outline(document.sha256)).toMatchObject({ state: 'ready' });
  });

  it('says why a document has none, and does not try it again', async () => {
    const document = await stored(DOCUMENT);
    const { derivations, outline } = await portal(async () => {
      throw new SpecificationRefusedError({
        reason: 'takes longer than 60 seconds to read',
      });
    });
    for (const _ of [1, 2]) {
      derivations.want(document);
      await derivations.settled();
    }
    expect(derived).toHaveLength(1);
    expect(await outline(document.sha256)).toEqual({
      state: 'failed',
      reason: 'takes longer than 60 seconds to read',
    });
  });

  it('holds documents against rules, once and after the outline', async () => {
    const document = await stored(DOCUMENT);
    const one = await portal();
    const other = await portal();
    one.derivations.want(document);
    other.derivations.want(document);
    await Promise.all([one.derivations.settled(), other.derivations.settled()]);
    expect(linted).toHaveLength(1);
    expect(await other.quality(document.sha256)).toMatchObject({
      state: 'ready',
      score: expect.any(Number),
      operations: 1,
      examplesChecked: true,
      rules: expect.arrayContaining([
        expect.objectContaining({
          rule: 'operation-operationId',
          severity: 'warning',
          count: 1,
        }),
      ]),
    });
  });

  it('has outlines of all documents before it looks at the quality of any', async () => {
    const first = await stored(DOCUMENT);
    const second = await stored(DOCUMENT.replace('Orders', 'Baskets'));
    const order: string[] = [];
    const { derivations } = await portal(
      async given => {
        order.push('outline');
        return worker.derive(given);
      },
      1,
      async (given, ms) => {
        order.push('quality');
        if (order.length === 3) {
          // Comes while there is still other work.
          derivations.want(second);
        }
        return worker.lint(given, ms);
      },
    );
    const third = await stored(DOCUMENT.replace('Orders', 'Carts'));
    derivations.want(first);
    derivations.want(third);
    await derivations.settled();
    expect(order).toEqual([
      'outline',
      'outline',
      'quality',
      'outline',
      'quality',
      'quality',
    ]);
  });

  it('leaves examples out where they take too much, and keeps the outline of what cannot be checked at all', async () => {
    const lint: DerivingWorker['lint'] = async ({ text, examples }) => {
      if (examples || text.includes('Worse')) {
        throw new SpecificationRefusedError({
          reason: 'takes longer than 60 seconds to read',
        });
      }
      return { operations: 1, rules: [] };
    };
    const bad = await stored(DOCUMENT);
    const large = await stored(
      DOCUMENT.replace('Orders', 'Large'),
      EXAMPLES_UP_TO_BYTES + 1,
    );
    const worse = await stored(DOCUMENT.replace('Orders', 'Worse'));
    const { derivations, outline, quality } = await portal(undefined, 1, lint);
    [bad, large, worse].forEach(each => derivations.want(each));
    await derivations.settled();
    expect(linted.map(({ examples }) => examples)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    for (const { sha256 } of [bad, large]) {
      expect(await quality(sha256)).toMatchObject({
        state: 'ready',
        score: 100,
        examplesChecked: false,
      });
    }
    expect(await quality(worse.sha256)).toEqual({
      state: 'failed',
      reason: 'takes longer than 60 seconds to read',
    });
    expect(await outline(worse.sha256)).toMatchObject({ state: 'ready' });
  });

  it('removes everything with the document, also while it is being made', async () => {
    const document = await stored(DOCUMENT, 600_000);
    const { derivations, files, ledger } = await portal(async given => {
      const made = await worker.derive(given);
      // The last service that used it goes now.
      await files.remove(document.sha256);
      return made;
    });
    derivations.want(document);
    await derivations.settled();
    const keys = await toArray(documents.list(derivedPrefix(document.sha256)));
    expect(keys).toEqual([]);
    expect(await ledger.missing([document.sha256])).toEqual([document.sha256]);
  });

  it('makes again what somebody took from the store', async () => {
    const document = await stored(DOCUMENT);
    const { derivations, outline, quality } = await portal();
    derivations.want(document);
    await derivations.settled();
    for await (const { key } of documents.list(
      derivedPrefix(document.sha256),
    )) {
      await documents.delete(key);
    }
    await derivations.wantAgain('outline', document);
    await derivations.settled();
    expect(await outline(document.sha256)).toMatchObject({ state: 'ready' });
    expect(await quality(document.sha256)).toBeUndefined();
    await derivations.wantAgain('quality', document);
    await derivations.settled();
    expect(await quality(document.sha256)).toMatchObject({ state: 'ready' });
  });

  it('lets another portal take over what one died over, and gives up in the end', async () => {
    const document = await stored(DOCUMENT);
    const { ledger } = await portal();
    const claims = [];
    for (const now of [0, 1, 2000, 4000, 6000, 8000]) {
      claims.push(await ledger.claim(document.sha256, 1000, now));
    }
    expect(claims).toEqual([
      { state: 'claimed', attempts: 1 },
      { state: 'taken', until: 1000 },
      { state: 'claimed', attempts: 2 },
      { state: 'claimed', attempts: 3 },
      { state: 'claimed', attempts: 4 },
      { state: 'claimed', attempts: 5 },
    ]);
    const { derivations, outline } = await portal();
    derivations.want(document);
    await derivations.settled();
    expect(derived).toEqual([]);
    expect(await outline(document.sha256)).toMatchObject({ state: 'failed' });
  });
});

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}
