import {
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { contentKey } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
  type PortalDatabase,
} from '../../__testUtils__/portalDatabases';
import {
  createEnvironment,
  NAMESPACE,
  newStores,
  registryOver,
} from '../../__testUtils__/registryHarness';
import { DOCUMENTATION, MINIMAL } from '../../__testUtils__/serviceDefinitions';
import { DatabaseVersionLedger } from '../../database/DatabaseVersionLedger';
import { DocumentsInUse } from '../documents/DocumentsInUse';
import { Followups } from '../Followups';
import { SpecificationParser, type EnvironmentIdentity } from '../index';
import { RegistryReconciler } from '../reconciler/RegistryReconciler';
import { VersionHistory } from './VersionHistory';

jest.setTimeout(60_000);

const ANN = 'user:default/ann';

/** A service with one document, which is another for each text. */
const having = (text: string) => ({
  ...MINIMAL,
  documentation: { ...DOCUMENTATION, description: text },
});

describe.each(PORTAL_DATABASES)('VersionHistory with %s', kind => {
  const logger = mockLogger();
  const histories: VersionHistory[] = [];
  let specifications: SpecificationParser;
  let database: PortalDatabase;
  let stores: Awaited<ReturnType<typeof newStores>>;
  let shop: EnvironmentIdentity;

  beforeAll(() => {
    specifications = SpecificationParser.create({ logger });
  });
  afterAll(() => specifications.close());

  beforeEach(async () => {
    stores = await newStores();
    database = await databases.create();
    shop = await createEnvironment(stores.resources, 'shop');
  });

  afterEach(async () => {
    await Promise.all(histories.splice(0).map(each => each.stop()));
    await stores.dispose();
  });

  const databases = usePortalDatabases(kind);

  /** One portal: what it hears it is told by the test. */
  async function portal(keep = 20) {
    const ledger = DatabaseVersionLedger.create(await database.open());
    const versions = VersionHistory.create({ ledger, keep, logger });
    histories.push(versions);
    const fetcher = { fetch: () => Promise.reject(new Error('not used')) };
    const registry = registryOver(stores, {
      specifications,
      logger,
      fetcher,
      versions,
    });
    const hear = async (...services: RemoteService[]) => {
      services.forEach(object =>
        versions.observe({ kind: 'RemoteService', object }),
      );
      await versions.settled();
    };
    const reconcile = async () => {
      const { resources, documents } = stores;
      const reconciler = RegistryReconciler.start(
        {
          resources,
          documents,
          derived: { remove: async () => {} },
          versions,
          specifications,
          fetcher,
          logger,
          namespace: NAMESPACE,
          hostSuffix: 'proxy',
          servicePerApi: { type: 'none' },
          inUse: new DocumentsInUse(),
          followups: Followups.create({ onFailed: () => {} }),
          names: { holderOf: async () => undefined },
          onStep: () => {},
        },
        { graceMs: 0, documentGraceMs: 0, documentsIntervalMs: 0 },
      );
      await reconciler.run();
      await reconciler.close();
    };
    return { versions, registry, hear, reconcile, ledger };
  }

  async function stored(id: string): Promise<RemoteService> {
    const service = await stores.resources.get(RemoteServiceKind, {
      namespace: NAMESPACE,
      name: id,
    });
    return service!;
  }

  const isThere = async (sha256: string) =>
    (await stores.documents.stat(contentKey(sha256))) !== undefined;

  it('keeps each state of a document once, with who made it and from where, for several portals', async () => {
    const one = await portal();
    const other = await portal();
    const { id } = await one.registry.register(shop, having('a'), { by: ANN });
    const first = await stored(id);
    await Promise.all([one.hear(first), other.hear(first)]);
    await other.registry.replace(shop, id, having('b'), {
      by: 'certificate:abc',
    });
    const second = await stored(id);
    await Promise.all([one.hear(second), other.hear(second), one.hear(second)]);
    // As kubectl does: nobody says who it was.
    const third = await stores.resources.update(RemoteServiceKind, {
      ...second,
      spec: { ...second.spec, documents: first.spec.documents },
    });
    await other.hear(third);
    // A portal that lags behind.
    await one.hear(second);
    await one.hear(third);

    const { uid } = first.metadata;
    const listed = await one.versions.list(uid);
    expect(listed).toEqual(await other.versions.list(uid));
    expect(listed).toMatchObject([
      { number: 3, changedBy: { kind: 'kubernetes' } },
      { number: 2, changedBy: { kind: 'system', by: 'certificate:abc' } },
      { number: 1, changedBy: { kind: 'person', by: ANN } },
    ]);
    const [now, before, begin] = listed;
    expect(now?.sha256).toBe(begin?.sha256);
    expect(before?.sha256).not.toBe(begin?.sha256);
    expect(begin).toMatchObject({
      role: 'documentation',
      format: 'markdown-set',
      contentType: 'application/json',
      size: expect.any(Number),
      at: first.metadata.creationTimestamp,
    });
  });

  it('begins with what is there, of services that were there before', async () => {
    const { registry } = await portal();
    const { id } = await registry.register(shop, having('a'));
    const service = await stored(id);
    const upgraded = await portal();
    await upgraded.hear(service);
    const restarted = await portal();
    await restarted.hear(service);
    expect(await restarted.versions.list(service.metadata.uid)).toMatchObject([
      { number: 1, at: service.metadata.creationTimestamp },
    ]);
  });

  it('does not lose what is replaced before anybody has heard of it', async () => {
    const { registry, versions, reconcile } = await portal();
    const { id } = await registry.register(shop, having('a'));
    await registry.replace(shop, id, having('b'));
    await registry.replace(shop, id, having('c'));
    await reconcile();
    const { uid } = (await stored(id)).metadata;
    const listed = await versions.list(uid);
    expect(listed.map(({ number }) => number)).toEqual([3, 2, 1]);
    for (const { sha256 } of listed) {
      expect(await isThere(sha256)).toBe(true);
    }
  });

  it('removes documents with their last version, and not before', async () => {
    const { registry, versions, reconcile } = await portal(2);
    const { id } = await registry.register(shop, having('a'));
    const { id: otherId } = await registry.register(shop, {
      ...having('a'),
      name: 'Twin',
    });
    await registry.replace(shop, otherId, having('z'));
    await registry.replace(shop, id, having('b'));
    const { uid } = (await stored(id)).metadata;
    const [, first] = await versions.list(uid);
    await registry.replace(shop, id, having('c'));
    const pruned = await versions.list(uid);
    expect(pruned.map(({ number }) => number)).toEqual([3, 2]);
    await reconcile();
    // The other service still has it as a version.
    expect(await isThere(first!.sha256)).toBe(true);
    await registry.replace(shop, otherId, having('y'));
    await reconcile();
    expect(await isThere(first!.sha256)).toBe(false);
    expect(await isThere(pruned[1]!.sha256)).toBe(true);

    const fewer = await portal(1);
    await fewer.reconcile();
    expect(await versions.list(uid)).toMatchObject([{ number: 3 }]);
  });

  it('ends with the service, whoever removes it, and whoever is late to hear it', async () => {
    const { registry, versions, hear, reconcile, ledger } = await portal();
    const { id } = await registry.register(shop, having('a'));
    await registry.replace(shop, id, having('b'));
    const service = await stored(id);
    const { uid } = service.metadata;
    const former = await versions.list(uid);
    await registry.delete(shop, id);
    expect(await versions.list(uid)).toEqual([]);
    for (const { sha256 } of former) {
      expect(await isThere(sha256)).toBe(false);
    }
    await hear(service);
    expect(await versions.list(uid)).toHaveLength(1);
    await reconcile();
    expect(await ledger.services()).toEqual([]);
  });

  it('begins anew with a service that is registered again', async () => {
    const { registry, versions, hear, reconcile } = await portal();
    const definition = { ...having('a'), identifier: 'orders' };
    const { id } = await registry.register(shop, definition);
    await registry.replace(shop, id, having('b'));
    await registry.delete(shop, id);
    const again = await registry.register(shop, definition);
    expect(again.id).toBe(id);
    const service = await stored(id);
    await hear(service);
    await reconcile();
    expect(await versions.list(service.metadata.uid)).toMatchObject([
      { number: 1 },
    ]);
  });
});
