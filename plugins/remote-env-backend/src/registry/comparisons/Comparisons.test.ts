import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import { createFilesystemDocumentStore } from '@remote-env/plugin-remote-env-node/filesystem';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
  type PortalDatabase,
} from '../../__testUtils__/portalDatabases';
import { DatabaseComparisonLedger } from '../../database/DatabaseComparisonLedger';
import { DatabaseVersionLedger } from '../../database/DatabaseVersionLedger';
import { DerivingWorker } from '../derivations/DerivingWorker';
import { SpecificationRefusedError } from '../specifications/errors';
import { Comparisons, type ComparisonsOptions } from './Comparisons';

jest.setTimeout(60_000);

const withPaths = (...paths: string[]) =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Orders', version: '1' },
    paths: Object.fromEntries(paths.map(each => [each, { get: {} }])),
  });

const SERVICE = { uid: 'uid-1', id: 'id-1', environmentUid: 'env-1' };

describe.each(PORTAL_DATABASES)('Comparisons with %s', kind => {
  const logger = mockLogger();
  const portals: Comparisons[] = [];
  let folder: string;
  let documents: DocumentStore;
  let database: PortalDatabase;
  let worker: DerivingWorker;
  /** What was compared, and what was told, by any portal. */
  let compared: number;
  let told: { number: number; breaking: number }[];
  let generation: number;

  beforeAll(() => {
    worker = DerivingWorker.create({ logger });
  });
  afterAll(() => worker.close());

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'comparisons-'));
    documents = await createFilesystemDocumentStore({ root: folder });
    database = await databases.create();
    compared = 0;
    told = [];
    generation = 0;
  });

  afterEach(async () => {
    await Promise.all(portals.splice(0).map(each => each.stop()));
    await documents.close();
    await rm(folder, { recursive: true });
  });

  const databases = usePortalDatabases(kind);

  async function portal(options: Partial<ComparisonsOptions> = {}) {
    const knex = await database.open();
    const versions = DatabaseVersionLedger.create(knex);
    const comparisons = Comparisons.create({
      documents,
      ledger: DatabaseComparisonLedger.create(knex, 1),
      versions,
      worker: {
        compare: (before, after) => {
          compared += 1;
          return worker.compare(before, after);
        },
      },
      onBreaking: async ({ number }, { breaking }: DocumentComparison) => {
        told.push({ number, breaking });
        return true;
      },
      logger,
      ...options,
    });
    portals.push(comparisons);
    const follow = async () => {
      await comparisons.follow([SERVICE.uid]);
      await comparisons.settled();
    };
    const changes = async () => {
      const [after, before] = await versions.list(SERVICE.uid);
      const pair = { before: before!, after: after! };
      const [state] = await comparisons.states([pair]);
      return { state, comparison: await comparisons.comparison(pair) };
    };
    return { comparisons, versions, follow, changes };
  }

  /** A version of the service's document, as its history has it. */
  async function version(
    { versions }: Awaited<ReturnType<typeof portal>>,
    text: string,
    format: 'openapi-3.1' | 'odata-edmx' = 'openapi-3.1',
  ) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    await documents.put(contentKey(sha256), Buffer.from(text), {
      contentType: 'application/json',
    });
    generation += 1;
    await versions.add({
      service: SERVICE,
      generation,
      role: 'apiSpec',
      sha256,
      format,
      contentType: 'application/json',
      size: text.length,
      at: '2026-11-22T00:00:00Z',
    });
    return sha256;
  }

  it('compares each version with the one before once, and tells once what breaks', async () => {
    const one = await portal();
    const other = await portal();
    await version(one, withPaths('/a'));
    await Promise.all([one.follow(), other.follow()]);
    expect(compared).toBe(0);
    await version(one, withPaths('/a', '/b'));
    await Promise.all([one.follow(), other.follow()]);
    await version(one, withPaths('/b'));
    await Promise.all([one.follow(), other.follow()]);
    const restarted = await portal();
    await restarted.follow();
    expect(compared).toBe(2);
    expect(told).toEqual([{ number: 3, breaking: 1 }]);
    expect(await other.changes()).toEqual({
      state: { state: 'ready', breaking: 1, risky: 0, compatible: 0 },
      comparison: {
        breaking: 1,
        risky: 0,
        compatible: 0,
        changes: [
          {
            level: 'breaking',
            rule: 'operation.removed',
            kind: 'operation',
            name: 'GET /a',
          },
        ],
      },
    });
  });

  it('tells later what could not be told, also another portal', async () => {
    const failing = await portal({ onBreaking: async () => false });
    await version(failing, withPaths('/a'));
    await version(failing, withPaths('/b'));
    await failing.follow();
    expect(told).toEqual([]);
    const other = await portal();
    await other.follow();
    expect(told).toEqual([{ number: 2, breaking: 1 }]);
  });

  it('has one portal tell at a time, and another one when that has died over it', async () => {
    const one = await portal();
    await version(one, withPaths('/a'));
    await one.follow();
    await version(one, withPaths('/b'));
    const [untold] = await one.versions.untold([SERVICE.uid]);
    const claims = [];
    for (const now of [0, 999, 1000]) {
      claims.push(await one.versions.claimTelling(untold!, 1000, now));
    }
    expect(claims).toEqual([
      { state: 'claimed' },
      { state: 'taken', until: 1000 },
      { state: 'claimed' },
    ]);
    const other = await portal();
    await other.follow();
    expect(told).toEqual([{ number: 2, breaking: 1 }]);
    expect(await one.versions.untold([SERVICE.uid])).toEqual([]);
    expect(await one.versions.claimTelling(untold!, 1000)).toEqual({
      state: 'told',
    });
  });

  it('says why two documents cannot be compared, and does not try it again', async () => {
    let tries = 0;
    const refusing = await portal({
      worker: {
        compare: async () => {
          tries += 1;
          throw new SpecificationRefusedError({ reason: 'is too much' });
        },
      },
    });
    await version(refusing, withPaths('/a'));
    await version(refusing, withPaths('/b'));
    await refusing.follow();
    await refusing.follow();
    expect(tries).toBe(1);
    expect((await refusing.changes()).state).toEqual({
      state: 'failed',
      reason: 'is too much',
    });
  });

  it('compares any two when they are asked for', async () => {
    const one = await portal();
    const first = await version(one, withPaths('/a'));
    await version(one, withPaths('/b'));
    const last = await version(one, withPaths('/c'));
    const pair = {
      before: { sha256: first, format: 'openapi-3.1' },
      after: { sha256: last, format: 'openapi-3.1' },
    };
    expect(await one.comparisons.states([pair])).toEqual([
      { state: 'pending' },
    ]);
    await one.comparisons.settled();
    expect(await one.comparisons.states([pair])).toMatchObject([
      { state: 'ready', breaking: 1, compatible: 1 },
    ]);
    expect(told).toEqual([]);
  });

  it('leaves formats alone that it cannot compare, and documents that are gone', async () => {
    const one = await portal();
    await version(one, '<a/>', 'odata-edmx');
    const lost = await version(one, withPaths('/a'));
    await one.follow();
    expect(compared).toBe(0);
    await documents.delete(contentKey(lost));
    await version(one, withPaths('/b'));
    await one.follow();
    expect((await one.changes()).state).toEqual({
      state: 'failed',
      reason: 'is not kept any more',
    });
  });

  it('forgets comparisons of what is not kept any more', async () => {
    const one = await portal();
    await version(one, withPaths('/a'));
    await version(one, withPaths('/b'));
    await one.follow();
    await one.versions.forgetComparisons();
    expect((await one.changes()).comparison).toBeDefined();
    const knex = await database.open();
    await one.versions.forget(SERVICE.uid);
    await one.versions.forgetComparisons();
    expect(await knex('document_comparisons').select()).toEqual([]);
  });
});
