import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import { environmentObject, serviceObject } from '../__testUtils__/objects';
import { PORTAL_DATABASES } from '../__testUtils__/portalDatabases';
import { SYSTEM } from '../__testUtils__/testStore';
import { fill } from './__testUtils__/fill';
import { counts, useIndexedStore } from './__testUtils__/useIndexedStore';
import type { ServiceSort } from './ServiceList';

const LIMIT = { limit: 10 };

describe.each(PORTAL_DATABASES)('finding services on %s', kind => {
  const open = useIndexedStore(kind);

  const filled = async () => fill(await open());

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

  it('finds, sorts and counts those of one environment by the same facets', async () => {
    const { services, ids } = await filled();
    const shop = { name: 'shop' };
    expect(await ids({ environment: shop })).toEqual(['orders', 'prices']);
    expect(
      await ids({ environment: shop, labels: ['region=eu'], q: 'service' }),
    ).toEqual(['orders']);
    expect(
      await ids({ environment: { ...shop, uid: 'of one before' } }),
    ).toEqual([]);
    const down = await services.list({
      environment: shop,
      sort: '-name',
      limit: 1,
    });
    expect(down.items.map(({ spec }) => spec.id)).toEqual(['prices']);
    expect(down.totalItems).toBe(2);
    const facets = await services.facets({ environment: shop }, LIMIT);
    expect(counts(facets.label)).toEqual({
      'team=red': 2,
      'region=eu': 1,
      'region=us': 1,
    });
    expect(counts(facets.format)).toEqual({ openapi: 2, asyncapi: 1 });
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
});
