import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { mockLogger } from '../__testUtils__/mockLogger';
import {
  approvalObject,
  environmentObject,
  serviceObject,
} from '../__testUtils__/objects';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { EnvironmentList } from './EnvironmentList';
import type { Facet } from './facets';
import { ProjectingResourceStore } from './ProjectingResourceStore';
import { ResourceIndex } from './ResourceIndex';
import type { ServiceFilter } from './serviceFilter';
import { ServiceList, type ServiceSort } from './ServiceList';

const LIMIT = { limit: 10 };

type Spec = Partial<RemoteService['spec']>;

function documents(
  ...formats: ('openapi-3.1' | 'asyncapi-2' | 'odata-edmx' | 'markdown-set')[]
): Spec {
  const roles = ['apiSpec', 'eventSpec', 'documentation'] as const;
  return {
    documents: Object.fromEntries(
      formats.map((format, i) => [
        roles[i],
        { key: 'k', sha256: '', size: 1, contentType: 'text/plain', format },
      ]),
    ),
  };
}

const API: Spec = {
  api: { targetUrl: 'https://a.example', authentication: { type: 'none' } },
};

/** `{value: count}`, in order. */
function counts({ values }: Facet): Record<string, number> {
  return Object.fromEntries(values.map(({ value, count }) => [value, count]));
}

describe.each(PORTAL_DATABASES)('finding on %s', kind => {
  const indexes: ResourceIndex[] = [];

  afterEach(async () => {
    await Promise.all(indexes.splice(0).map(index => index.stop()));
  });

  const databases = usePortalDatabases(kind);
  const testStore = useTestStore();

  async function open() {
    const database = await databases.create();
    const knex = await database.open();
    const index = ResourceIndex.create({
      knex,
      store: testStore.open(),
      namespace: SYSTEM,
      logger: mockLogger(),
    });
    indexes.push(index);
    index.start();
    await index.whenBuilt();
    const store = ProjectingResourceStore.create({
      store: testStore.open(),
      index,
      namespace: SYSTEM,
    });
    return {
      knex,
      store,
      services: ServiceList.create(knex),
      environments: EnvironmentList.create(knex),
    };
  }

  /** Two environments with owners, one without, and services of each. */
  async function filled() {
    const opened = await open();
    const { store } = opened;
    const environment = async (name: string, owner?: string) =>
      (
        await store.create(
          RemoteEnvironmentKind,
          environmentObject(name, owner ? { owner } : {}),
        )
      ).metadata;
    const shop = await environment('shop', 'group:default/shop');
    const erp = await environment('erp', 'group:default/erp');
    const crm = await environment('crm');
    const add = (
      of: { name: string; uid: string },
      id: string,
      labels: Record<string, string>,
      spec: Spec = {},
    ) =>
      store.create(
        RemoteServiceKind,
        serviceObject(of, id, { labels, ...spec }),
      );
    const orders = await add(
      shop,
      'orders',
      { region: 'eu', team: 'red' },
      { ...API, ...documents('openapi-3.1', 'asyncapi-2') },
    );
    await add(
      shop,
      'prices',
      { region: 'us', team: 'red' },
      { ...API, ...documents('openapi-3.1') },
    );
    await add(
      erp,
      'stock',
      { region: 'eu', team: 'blue' },
      { ...API, ...documents('odata-edmx') },
    );
    const old = await add(
      erp,
      'ledger',
      { region: 'EU' },
      { deprecation: { endsOn: '2027-01-31' } },
    );
    await add(crm, 'people', { region: 'eu' }, documents('markdown-set'));
    await add(shop, 'half', { region: 'eu' }, { phase: 'Pending' });
    await store.updateStatus(RemoteServiceKind, {
      ...orders,
      status: {
        conditions: [
          {
            type: 'Healthy',
            status: 'False',
            reason: 'Test',
            lastTransitionTime: '2026-11-21T00:00:00Z',
          },
        ],
      },
    });
    const ids = async (filter: ServiceFilter) =>
      (await opened.services.list({ ...filter, limit: 50 })).items.map(
        ({ spec }) => spec.id,
      );
    return { ...opened, ids, orders, old };
  }

  it('finds services by every facet: values are alternatives, facets add up', async () => {
    const { ids } = await filled();
    expect(await ids({ labels: ['region=eu'] })).toEqual([
      'orders',
      'people',
      'stock',
    ]);
    expect(await ids({ labels: ['region=eu', 'region=us'] })).toHaveLength(4);
    expect(await ids({ labels: ['region=eu', 'team=red'] })).toEqual([
      'orders',
    ]);
    expect(await ids({ labels: ['team'] })).toEqual([
      'orders',
      'prices',
      'stock',
    ]);
    expect(await ids({ labels: ['region=e'] })).toEqual([]);
    expect(await ids({ labels: ["region=' or 1=1 --"] })).toEqual([]);
    expect(await ids({ formats: ['asyncapi', 'odata'] })).toEqual([
      'orders',
      'stock',
    ]);
    expect(await ids({ formats: ['none'] })).toEqual(['ledger']);
    expect(await ids({ formats: ['guides'] })).toEqual(['people']);
    expect(await ids({ owners: ['erp'] })).toEqual(['ledger', 'stock']);
    expect(await ids({ states: ['failing'] })).toEqual(['orders']);
    expect(await ids({ states: ['failing', 'retiring'] })).toEqual([
      'ledger',
      'orders',
    ]);
    expect(await ids({ states: ['uncalled'] })).toEqual(['prices', 'stock']);
    expect(await ids({ states: ['answering'] })).toEqual([]);
    expect(
      await ids({
        labels: ['region=eu'],
        formats: ['openapi'],
        owners: ['group:default/shop'],
        q: 'orders',
      }),
    ).toEqual(['orders']);
  });

  it('counts every value, those of a facet without what was chosen in it', async () => {
    const { services } = await filled();
    const all = await services.facets({}, LIMIT);
    expect(counts(all.label)).toEqual({
      'region=eu': 3,
      'team=red': 2,
      'region=EU': 1,
      'region=us': 1,
      'team=blue': 1,
    });
    expect(counts(all.format)).toEqual({
      openapi: 2,
      asyncapi: 1,
      guides: 1,
      none: 1,
      odata: 1,
    });
    expect(counts(all.owner)).toEqual({
      'group:default/erp': 2,
      'group:default/shop': 2,
    });
    expect(counts(all.state)).toEqual({ uncalled: 2, failing: 1, retiring: 1 });

    const red = await services.facets(
      { labels: ['team=red'], formats: ['openapi'] },
      LIMIT,
    );
    expect(counts(red.label)).toEqual({
      'team=red': 2,
      'region=eu': 1,
      'region=us': 1,
    });
    // Of all that have the label, whatever their format.
    expect(counts(red.format)).toEqual({ openapi: 2, asyncapi: 1 });
    expect(counts(red.owner)).toEqual({ 'group:default/shop': 2 });
    expect(counts(red.state)).toEqual({ failing: 1, uncalled: 1 });
    // A key is a facet: other teams are there to be chosen, too.
    const eu = await services.facets(
      { labels: ['team=red', 'region=eu'] },
      LIMIT,
    );
    expect(counts(eu.label)).toEqual({
      'region=eu': 1,
      'region=us': 1,
      'team=blue': 1,
      'team=red': 1,
    });
  });

  it('counts only what the reader may see, and no more values than asked for', async () => {
    const { services } = await filled();
    const filter = { ownedBy: ['group:default/erp'] };
    const mine = await services.facets({ filter }, LIMIT);
    expect(counts(mine.label)).toEqual({
      'region=EU': 1,
      'region=eu': 1,
      'team=blue': 1,
    });
    expect(counts(mine.owner)).toEqual({ 'group:default/erp': 2 });
    expect(counts(mine.format)).toEqual({ none: 1, odata: 1 });
    const nothing = await services.facets(
      { filter: { ownedBy: [] }, labels: ['region=eu'] },
      LIMIT,
    );
    expect(nothing.label).toEqual({
      values: [{ value: 'region=eu', count: 0 }],
      more: false,
    });
    expect(nothing.state.values).toEqual([]);

    const two = await services.facets(
      { labels: ['region=us'] },
      { limit: 2, labelWords: 'RE' },
    );
    // Beyond the most frequent: what was chosen.
    expect(two.label).toEqual({
      values: [
        { value: 'region=eu', count: 3 },
        { value: 'region=EU', count: 1 },
        { value: 'region=us', count: 1 },
      ],
      more: true,
    });
    const words = await services.facets(
      {},
      { ...LIMIT, labelWords: 'team bl' },
    );
    expect(counts(words.label)).toEqual({ 'team=blue': 1 });
  });

  it.each<[ServiceSort, string[]]>([
    ['name', ['ledger', 'orders', 'people', 'prices', 'stock']],
    ['-name', ['stock', 'prices', 'people', 'orders', 'ledger']],
    ['environment', ['people', 'ledger', 'stock', 'orders', 'prices']],
    ['-environment', ['prices', 'orders', 'stock', 'ledger', 'people']],
  ])(
    'pages by %s without leaving out or showing twice',
    async (sort, order) => {
      const { services } = await filled();
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await services.list({ sort, limit: 2, cursor });
        expect(page.totalItems).toBe(5);
        seen.push(...page.items.map(({ spec }) => spec.id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(order);
    },
  );

  it('pages by the last change, and takes no cursor of another order', async () => {
    const { services, store } = await open();
    const at = (second: number) => `2026-11-21T00:00:0${second}.000Z`;
    for (const [id, second] of Object.entries({ a: 3, b: 1, c: 2, d: 2 })) {
      const object = serviceObject({ name: 'shop', uid: '' }, id);
      const { metadata } =
        id === 'a'
          ? await store.create(RemoteEnvironmentKind, environmentObject('shop'))
          : { metadata: undefined };
      const uid =
        metadata?.uid ??
        (await store.get(RemoteEnvironmentKind, {
          namespace: SYSTEM,
          name: 'shop',
        }))!.metadata.uid;
      await store.create(RemoteServiceKind, {
        ...object,
        metadata: {
          ...object.metadata,
          annotations: { 'remote-env.dev/updated-at': at(second) },
        },
        spec: { ...object.spec, environment: { name: 'shop', uid } },
      });
    }
    const first = await services.list({ sort: '-changed', limit: 2 });
    expect(first.items.map(({ spec }) => spec.id)).toEqual(['a', 'd']);
    const second = await services.list({
      sort: '-changed',
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(second.items.map(({ spec }) => spec.id)).toEqual(['c', 'b']);
    expect(second.nextCursor).toBeUndefined();
    for (const sort of ['changed', 'name', 'environment'] as const) {
      await expect(
        services.list({ sort, limit: 2, cursor: first.nextCursor }),
      ).rejects.toThrow('cursor is not from this list in this order');
    }
  });

  it('keeps labels in step with their objects', async () => {
    const { knex, store, services, orders, old } = await filled();
    const labels = async (name: string) =>
      (
        await knex('index_service_labels')
          .where('object_name', name)
          .orderBy('label_key')
      ).map(row => `${row.label_key}=${row.label_value}`);
    const fresh = await store.get(RemoteServiceKind, orders.metadata);
    await store.update(RemoteServiceKind, {
      ...fresh!,
      spec: { ...fresh!.spec, labels: { region: 'apac', 'a=b': 'c' } },
    });
    expect(await labels('orders')).toEqual(['region=apac']);
    await store.delete(RemoteServiceKind, old.metadata);
    expect(await labels('ledger')).toEqual([]);
    const { label } = await services.facets({}, LIMIT);
    expect(counts(label)).toMatchObject({ 'region=apac': 1, 'region=eu': 2 });
    expect(counts(label)).not.toHaveProperty('region=EU');
  });

  it('finds and counts environments by label, owner and state', async () => {
    const { store, environments } = await open();
    const add = (name: string, owner: string, labels: Record<string, string>) =>
      store.create(
        RemoteEnvironmentKind,
        environmentObject(name, { owner, labels }),
      );
    const shop = await add('shop', 'shop', { stage: 'prod' });
    await add('erp', 'erp', { stage: 'test' });
    await add('crm', 'erp', { stage: 'prod' });
    await store.create(
      ConnectionApprovalKind,
      approvalObject(shop.metadata, 'approved'),
    );
    const names = async (search: object) =>
      (await environments.list({ ...search, limit: 9 })).items.map(
        ({ environment }) => environment.metadata.name,
      );
    expect(await names({ labels: ['stage=prod'] })).toEqual(['crm', 'shop']);
    expect(
      await names({ labels: ['stage=prod'], states: ['requested'] }),
    ).toEqual(['crm']);
    expect(await names({ owners: ['erp', 'shop'] })).toHaveLength(3);
    const facets = await environments.facets({ states: ['requested'] }, LIMIT);
    expect(counts(facets.label)).toEqual({ 'stage=prod': 1, 'stage=test': 1 });
    expect(counts(facets.owner)).toEqual({ 'group:default/erp': 2 });
    expect(counts(facets.state)).toEqual({ requested: 2, approved: 1 });
    const others = await environments.facets(
      { filter: { ownedBy: ['group:default/shop'] } },
      LIMIT,
    );
    expect(counts(others.owner)).toEqual({ 'group:default/shop': 1 });
  });
});
