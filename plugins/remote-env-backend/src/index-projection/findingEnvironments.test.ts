import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { approvalObject, environmentObject } from '../__testUtils__/objects';
import { PORTAL_DATABASES } from '../__testUtils__/portalDatabases';
import { counts, useIndexedStore } from './__testUtils__/useIndexedStore';
import type { EnvironmentOrder } from './environmentOrders';

const LIMIT = { limit: 10 };

describe.each(PORTAL_DATABASES)('finding environments on %s', kind => {
  const open = useIndexedStore(kind);

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

  it('pages in every order without leaving out or showing twice, and takes no cursor of another', async () => {
    const { store, environments } = await open();
    const seen = {
      alpha: '2026-11-21T10:00:00Z',
      // The same moment, written in another way.
      beta: '2026-11-21T11:00:00+01:00',
      gamma: undefined,
      delta: '2026-11-20T23:00:00.000Z',
    };
    for (const [name, lastSeen] of Object.entries(seen)) {
      const object = await store.create(
        RemoteEnvironmentKind,
        environmentObject(name),
      );
      if (lastSeen) {
        await store.updateStatus(RemoteEnvironmentKind, {
          ...object,
          status: { ...object.status, lastSeen },
        });
      }
    }
    const inOrder = async (order: EnvironmentOrder) => {
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await environments.list({ order, limit: 3, cursor });
        expect(page.totalItems).toBe(4);
        names.push(
          ...page.items.map(({ environment }) => environment.metadata.name),
        );
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return names;
    };
    const up = ['alpha', 'beta', 'delta', 'gamma'];
    expect(await inOrder('name')).toEqual(up);
    expect(await inOrder('-name')).toEqual([...up].reverse());
    const bySeen = ['gamma', 'delta', 'alpha', 'beta'];
    expect(await inOrder('seen')).toEqual(bySeen);
    expect(await inOrder('-seen')).toEqual([...bySeen].reverse());
    const byAge = await inOrder('requested');
    expect([...byAge].sort()).toEqual(up);
    expect(await inOrder('-requested')).toEqual([...byAge].reverse());

    const { nextCursor } = await environments.list({ order: 'seen', limit: 2 });
    for (const order of ['-seen', 'name', 'requested'] as const) {
      await expect(
        environments.list({ order, limit: 2, cursor: nextCursor }),
      ).rejects.toThrow('cursor is not from this list in this order');
    }
  });
});
