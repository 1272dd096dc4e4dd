import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import {
  approvalObject,
  environmentObject,
  serviceObject,
} from '../__testUtils__/objects';
import { PORTAL_DATABASES } from '../__testUtils__/portalDatabases';
import { eventually, SYSTEM } from '../__testUtils__/testStore';
import { useIndexedStore } from './__testUtils__/useIndexedStore';
import type { EnvironmentListRequest } from './EnvironmentList';

const { signal } = new AbortController();
const TABLES = ['index_environments', 'index_approvals', 'index_services'];

async function content(knex: Knex) {
  const all: Record<string, unknown[]> = {};
  for (const table of TABLES) {
    all[table] = await knex(table).select().orderBy('object_name');
  }
  return all;
}

describe.each(PORTAL_DATABASES)('index on %s', kind => {
  const open = useIndexedStore(kind);

  it('shows what was there before, and what other processes change', async () => {
    const { index, environments, other } = await open(({ store }) =>
      store.create(
        RemoteEnvironmentKind,
        environmentObject('shop', { displayName: 'Web shop' }),
      ),
    );
    expect((await environments.list({ limit: 10 })).totalItems).toBe(1);

    const erp = await other.create(
      RemoteEnvironmentKind,
      environmentObject('erp', { displayName: 'An ERP' }),
    );
    await other.create(
      ConnectionApprovalKind,
      approvalObject(erp.metadata, 'approved'),
    );
    await other.create(
      RemoteServiceKind,
      serviceObject(erp.metadata, 's-1', { phase: 'Pending' }),
    );
    await other.create(RemoteServiceKind, serviceObject(erp.metadata, 's-2'));
    await eventually(async () => {
      const page = await environments.list({ limit: 10 });
      expect(page.items).toMatchObject([
        {
          environment: { metadata: { name: 'erp' } },
          approval: { spec: { verdict: 'approved' } },
          serviceCount: 1,
        },
        { environment: { metadata: { name: 'shop' } }, serviceCount: 0 },
      ]);
    });

    await other.delete(RemoteEnvironmentKind, {
      namespace: SYSTEM,
      name: 'shop',
    });
    await eventually(async () =>
      expect((await environments.list({ limit: 10 })).totalItems).toBe(1),
    );
    expect(await index.health()).toMatchObject({
      state: 'current',
      lastEventAt: expect.any(Date),
    });
  });

  it('counts the services of an environment that answer, and names some that do not', async () => {
    const { store, services } = await open();
    const truths = [
      ...Array<'True'>(2).fill('True'),
      ...Array<'Unknown'>(2).fill('Unknown'),
      ...Array<'False'>(7).fill('False'),
      undefined,
    ];
    for (const [number, truth] of truths.entries()) {
      const service = await store.create(
        RemoteServiceKind,
        serviceObject({ name: 'erp', uid: 'u-1' }, `s-${number + 10}`),
      );
      await store.updateStatus(RemoteServiceKind, {
        ...service,
        status: truth && {
          conditions: [
            {
              type: 'Healthy',
              status: truth,
              reason: 'Test',
              lastTransitionTime: '2026-11-21T12:00:00Z',
            },
          ],
        },
      });
    }
    expect(await services.health('u-1')).toEqual({
      answering: 2,
      failing: 7,
      examples: [14, 15, 16, 17, 18].map(number => `service-s-${number}`),
    });
    expect(await services.health('u-2')).toMatchObject({ failing: 0 });
  });

  it('reads its own writes', async () => {
    const { store, environments, services } = await open();
    for (let i = 0; i < 20; i++) {
      const created = await store.create(
        RemoteEnvironmentKind,
        environmentObject(`e-${i}`),
      );
      expect((await environments.list({ limit: 100 })).totalItems).toBe(i + 1);
      const named = await store.update(RemoteEnvironmentKind, {
        ...created,
        spec: { displayName: `Name ${i}` },
      });
      const seen = await environments.list({ limit: 1, q: `name ${i}` });
      expect(seen.items[0]?.environment).toEqual(named);
    }
    const first = await environments.list({ limit: 1 });
    const { metadata } = first.items[0]!.environment;
    await store.create(RemoteServiceKind, serviceObject(metadata, 's-1'));
    expect((await services.list({ limit: 1 })).totalItems).toBe(1);
    await store.delete(RemoteEnvironmentKind, metadata);
    expect((await environments.list({ limit: 1 })).totalItems).toBe(19);
    expect((await services.list({ limit: 1 })).totalItems).toBe(0);
  });

  it('comes out the same whether followed or rebuilt, in any order of changes', async () => {
    const followed = await open();
    const { store, other } = followed;
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(
      names.map(async (name, i) => {
        const environment = await store.create(
          RemoteEnvironmentKind,
          environmentObject(name),
        );
        const approval = approvalObject(environment.metadata, 'approved');
        const service = serviceObject(environment.metadata, `s-${name}`);
        const writes = [
          () => store.create(ConnectionApprovalKind, approval),
          () => other.create(RemoteServiceKind, service),
          () =>
            other.update(RemoteEnvironmentKind, {
              ...environment,
              spec: { owner: 'group:default/x' },
            }),
        ];
        for (const write of i % 2 ? writes : writes.reverse()) {
          await write();
        }
      }),
    );
    await store.delete(RemoteEnvironmentKind, {
      namespace: SYSTEM,
      name: 'd',
    });

    const fresh = await open();
    const expected = await eventually(async () => {
      const both = [await content(followed.knex), await content(fresh.knex)];
      expect(both[0]).toEqual(both[1]);
      expect(both[0]?.index_environments).toHaveLength(3);
      return both[0];
    });
    await followed.index.rebuild({ signal });
    expect(await content(followed.knex)).toEqual(expected);
  });

  it('drops what went while nobody followed', async () => {
    const { knex } = await open(found =>
      found.knex('index_environments').insert({
        object_name: 'gone',
        uid: 'u',
        created_at: '2026-01-01T00:00:00Z',
        sort_key: 'gone',
        deleting: false,
        search: '',
        document: '{}',
      }),
    );
    expect((await content(knex)).index_environments).toEqual([]);
  });

  it('pages by keyset, searches, and filters by state and by permission', async () => {
    const { store, environments } = await open();
    for (const [name, spec] of [
      ['a', { displayName: 'Zeta 100%', owner: 'group:default/Shop' }],
      ['b', { displayName: 'alpha', requestedBy: 'user:default/ada' }],
      ['c', { displayName: 'Alpha', description: 'the one with _underscore_' }],
      ['d', { displayName: 'beta', labels: { team: 'blue' } }],
    ] as const) {
      await store.create(RemoteEnvironmentKind, environmentObject(name, spec));
    }
    const b = await store.get(RemoteEnvironmentKind, {
      namespace: SYSTEM,
      name: 'b',
    });
    await store.create(
      ConnectionApprovalKind,
      approvalObject(b!.metadata, 'suspended'),
    );
    await store.create(
      ConnectionApprovalKind,
      approvalObject({ name: 'a', uid: 'an-earlier-one' }, 'approved'),
    );
    const names = async (request: Partial<EnvironmentListRequest>) =>
      (await environments.list({ limit: 10, ...request })).items.map(
        item => item.environment.metadata.name,
      );

    const first = await environments.list({ limit: 3 });
    expect(first.items.map(i => i.environment.metadata.name)).toEqual([
      'b',
      'c',
      'd',
    ]);
    expect(first.totalItems).toBe(4);
    expect(await names({ limit: 3, cursor: first.nextCursor })).toEqual(['a']);
    await expect(names({ cursor: 'nonsense' })).rejects.toThrow('cursor');

    expect(await names({ q: 'ALPHA' })).toEqual(['b', 'c']);
    expect(await names({ q: 'alpha underscore' })).toEqual(['c']);
    expect(await names({ q: '100%' })).toEqual(['a']);
    expect(await names({ q: '_' })).toEqual(['c']);
    expect(await names({ q: 'team=blue' })).toEqual(['d']);
    expect(await names({ q: "x' or 1=1 --" })).toEqual([]);

    expect(await names({ state: 'suspended' })).toEqual(['b']);
    expect(await names({ state: 'requested' })).toEqual(['c', 'd', 'a']);
    expect(await names({ state: 'approved' })).toEqual([]);
    expect(await names({ owner: 'shop' })).toEqual(['a']);

    const shop = { ownedBy: ['group:default/shop'] };
    const ada = { ownedBy: ['user:default/ada'] };
    expect(await names({ filter: shop })).toEqual(['a']);
    expect(await names({ filter: { anyOf: [shop, ada] } })).toEqual(['b', 'a']);
    expect(await names({ filter: { allOf: [shop, ada] } })).toEqual([]);
    expect(await names({ filter: { not: shop } })).toEqual(['b', 'c', 'd']);
    expect(await names({ filter: { ownedBy: [] } })).toEqual([]);
    expect(
      await names({ filter: { allOf: [{ not: ada }] }, state: 'requested' }),
    ).toEqual(['c', 'd', 'a']);
  });
});
