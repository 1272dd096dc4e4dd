import { setImmediate } from 'node:timers/promises';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import type { Knex } from 'knex';
import { mockLogger } from '../__testUtils__/mockLogger';
import {
  approvalObject,
  environmentObject,
  serviceObject,
} from '../__testUtils__/objects';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
  type PortalDatabase,
} from '../__testUtils__/portalDatabases';
import { eventually, SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { EnvironmentList } from './EnvironmentList';
import { ProjectingResourceStore } from './ProjectingResourceStore';
import { ResourceIndex } from './ResourceIndex';
import { ServiceList } from './ServiceList';

const { signal } = new AbortController();

/** Hands events of services on only while it is open, as a busy portal would. */
function slow(store: ResourceStore) {
  let open = Promise.resolve();
  let release = () => {};
  let held = 0;
  const wrapped: ResourceStore = {
    create: (kind, object) => store.create(kind, object),
    get: (kind, name) => store.get(kind, name),
    update: (kind, object) => store.update(kind, object),
    updateStatus: (kind, object) => store.updateStatus(kind, object),
    delete: (kind, name, preconditions) =>
      store.delete(kind, name, preconditions),
    list: (kind, options) => store.list(kind, options),
    close: () => store.close(),
    async *watch(kind, options) {
      for await (const event of store.watch(kind, options)) {
        if (
          event.type !== 'BOOKMARK' &&
          event.object.kind === 'RemoteService'
        ) {
          held += 1;
          await open;
          held -= 1;
        }
        yield event;
      }
    },
  };
  return {
    store: wrapped,
    holdsOne: () => held > 0,
    hold: () => {
      open = new Promise(resolve => {
        release = resolve;
      });
    },
    release: () => release(),
  };
}

describe.each(PORTAL_DATABASES)('two portals with one index on %s', kind => {
  const running: ResourceIndex[] = [];

  afterEach(async () => {
    await Promise.all(running.splice(0).map(index => index.stop()));
  });

  const testStore = useTestStore();
  const databases = usePortalDatabases(kind);
  let database: PortalDatabase;
  let knex: Knex;

  beforeEach(async () => {
    database = await databases.create();
    knex = await database.open();
  });

  async function portal(store: ResourceStore = testStore.open()) {
    const index = ResourceIndex.create({
      knex: database.connect(),
      store,
      namespace: SYSTEM,
      logger: mockLogger(),
    });
    running.push(index);
    index.start();
    await index.whenBuilt();
    return {
      index,
      store: ProjectingResourceStore.create({
        store,
        index,
        namespace: SYSTEM,
      }),
    };
  }

  const services = () => ServiceList.create(knex).list({ limit: 100 });

  async function newEnvironment(store: ResourceStore) {
    const { metadata } = await store.create(
      RemoteEnvironmentKind,
      environmentObject('shop'),
    );
    return metadata;
  }

  async function differences(index: ResourceIndex) {
    return (await index.compare(signal)).flatMap(({ examples }) => examples);
  }

  it('shows what each writes at once, and nothing twice or never', async () => {
    const portals = [await portal(), await portal()];
    const environment = await newEnvironment(portals[0]!.store);
    await Promise.all(
      portals.map(async ({ store }, p) => {
        for (let i = 0; i < 20; i++) {
          const name = `s-${p}-${i}`;
          const created = await store.create(
            RemoteServiceKind,
            serviceObject(environment, name, { phase: 'Pending' }),
          );
          const ready = await store.update(RemoteServiceKind, {
            ...created,
            spec: { ...created.spec, phase: 'Ready' },
          });
          expect((await services()).items).toContainEqual(ready);
          const removed = i % 4 === 0;
          if (removed) {
            await store.delete(RemoteServiceKind, ready.metadata);
          }
          const { items } = await services();
          expect(items.some(item => item.metadata.name === name)).toBe(
            !removed,
          );
        }
      }),
    );
    expect((await services()).totalItems).toBe(30);
    await eventually(async () =>
      expect(await differences(portals[1]!.index)).toEqual([]),
    );
  });

  it('settles what both change in turn, in whatever order each hears of it', async () => {
    const portals = [await portal(), await portal()];
    const environment = await newEnvironment(portals[0]!.store);
    await portals[0]!.store.create(
      RemoteServiceKind,
      serviceObject(environment, 's'),
    );
    const name = { namespace: SYSTEM, name: 's' };
    await Promise.all(
      portals.map(async ({ store }, p) => {
        for (let i = 0; i < 30; ) {
          const current = (await store.get(RemoteServiceKind, name))!;
          const changed = await store
            .update(RemoteServiceKind, {
              ...current,
              spec: { ...current.spec, displayName: `${p} ${i}` },
            })
            .catch(error => {
              if (!(error instanceof ResourceConflictError)) {
                throw error;
              }
            });
          i += changed ? 1 : 0;
        }
      }),
    );
    const current = await portals[0]!.store.get(RemoteServiceKind, name);
    expect((await services()).items).toEqual([current]);
  });

  it('is not taken back in time by a portal that is behind and then dies', async () => {
    const quick = await portal();
    const late = slow(testStore.open());
    const behind = await portal(late.store);
    const environment = await newEnvironment(quick.store);
    const write = (id: string) =>
      quick.store.create(RemoteServiceKind, serviceObject(environment, id));
    const rename = (service: RemoteService, displayName: string) =>
      quick.store.update(RemoteServiceKind, {
        ...service,
        spec: { ...service.spec, displayName },
      });
    const changed = await write('changed');
    const removed = await write('removed');
    await eventually(async () =>
      expect(await differences(behind.index)).toEqual([]),
    );

    late.hold();
    const once = await rename(changed, 'once');
    await eventually(() => expect(late.holdsOne()).toBe(true));
    const twice = await rename(once, 'twice');
    await rename(removed, 'and then removed');
    await quick.store.delete(RemoteServiceKind, removed.metadata);
    late.release();
    await behind.index.stop();
    expect((await services()).items).toEqual([twice]);
  });

  it('says by kind how it differs from the store, and is put right without ever being empty', async () => {
    const { index, store } = await portal();
    const environment = await newEnvironment(store);
    await store.create(
      ConnectionApprovalKind,
      approvalObject(environment, 'approved'),
    );
    for (let i = 0; i < 8; i++) {
      await store.create(
        RemoteServiceKind,
        serviceObject(environment, `s-${i}`, { labels: { region: 'eu' } }),
      );
    }
    const whole = await index.compare(signal);
    expect(whole).toContainEqual({
      kind: 'RemoteService',
      objects: 8,
      rows: 8,
      differences: { missing: 0, extra: 0, outdated: 0, altered: 0 },
      examples: [],
    });

    const rows = () => knex('index_services');
    await rows().where({ object_name: 's-0' }).delete();
    await rows().where({ object_name: 's-1' }).update({ version: '1/0' });
    await rows()
      .whereIn('object_name', ['s-2', 's-3'])
      .update({ search: 'lies' });
    const [row] = await rows().where({ object_name: 's-4' });
    await rows().insert({ ...row, object_name: 'invented' });
    const labels = () => knex('index_service_labels');
    const [label] = await labels().where({ object_name: 's-5' });
    expect(label).toBeDefined();
    await labels().where({ object_name: 's-5' }).delete();
    await labels().insert({ ...label, object_name: 's-6', label_key: 'made' });
    await labels()
      .where({ object_name: 's-7' })
      .update({ label_value: 'up', search: 'up' });
    const report = (await index.compare(signal)).find(
      compared => compared.kind === 'RemoteService',
    );
    expect(report).toMatchObject({
      objects: 8,
      rows: 8,
      differences: { missing: 1, extra: 1, outdated: 1, altered: 5 },
    });
    expect(report?.examples).toContainEqual({
      name: 'invented',
      difference: 'extra',
    });

    const progress: object[] = [];
    const fewest = { seen: Infinity };
    const reading = new AbortController();
    const reader = (async () => {
      while (!reading.signal.aborted) {
        fewest.seen = Math.min(fewest.seen, (await services()).totalItems);
        // On SQLite a query waits for nothing: others get their turn here.
        await setImmediate();
      }
    })();
    await index.rebuild({ signal, onProgress: p => progress.push(p) });
    reading.abort();
    await reader;
    expect(fewest.seen).toBeGreaterThanOrEqual(8);
    expect(await differences(index)).toEqual([]);
    expect(progress).toContainEqual({ kind: 'RemoteService', objects: 8 });
    expect(
      (await EnvironmentList.create(knex).list({ limit: 9 })).totalItems,
    ).toBe(1);
  });

  it('writes rows of another layout anew at the start, and forgets rows of another store', async () => {
    const first = await portal();
    await newEnvironment(first.store);
    await first.index.stop();
    const [row] = await knex('index_environments');
    await knex('index_environments').update({
      version: row.version.replace(/^\d+/, '0'),
      search: 'of another layout',
    });
    await knex('index_environments').insert({
      ...row,
      object_name: 'elsewhere',
      version: '1/999999999',
    });
    const second = await portal();
    expect(await knex('index_environments')).toEqual([row]);
    expect(await differences(second.index)).toEqual([]);
  });
});
