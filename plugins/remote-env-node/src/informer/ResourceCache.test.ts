import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  API_VERSION,
  RemoteEnvironmentKind,
  type NewResource,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { createDatabaseResourceStore } from '../database';
import {
  ContinueTokenExpiredError,
  ResourceVersionExpiredError,
  StoreUnavailableError,
  type ResourceStore,
} from '../ports';
import { ResourceCache } from './ResourceCache';
import type { ViewChange } from './ResourceView';

function environment(
  name: string,
  labels?: Record<string, string>,
): NewResource<RemoteEnvironment> {
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteEnvironment',
    metadata: { namespace: 'system', name, labels },
    spec: { displayName: name },
  };
}

/** Passes everything on to the real store, and fails on demand. */
function failing(store: ResourceStore) {
  const faults: { list: Error[]; watch: Error[] } = { list: [], watch: [] };
  const breaks = new Set<AbortController>();
  let lists = 0;
  const wrapped: ResourceStore = {
    create: (kind, object) => store.create(kind, object),
    get: (kind, name) => store.get(kind, name),
    update: (kind, object) => store.update(kind, object),
    updateStatus: (kind, object) => store.updateStatus(kind, object),
    delete: (kind, name, preconditions) =>
      store.delete(kind, name, preconditions),
    close: () => store.close(),
    list: async (kind, options) => {
      lists += 1;
      const fault = faults.list.shift();
      if (fault) {
        throw fault;
      }
      return store.list(kind, options);
    },
    async *watch(kind, options) {
      const cut = new AbortController();
      breaks.add(cut);
      const signal = AbortSignal.any([options.signal, cut.signal]);
      yield* store.watch(kind, { ...options, signal });
      const fault = faults.watch.shift();
      if (fault) {
        throw fault;
      }
    },
  };
  return {
    store: wrapped,
    faults,
    lists: () => lists,
    isWatched: () => breaks.size > 0,
    breakWatches: () => {
      for (const cut of breaks) {
        cut.abort();
      }
      breaks.clear();
    },
  };
}

describe('ResourceCache', () => {
  let directory: string;
  let real: ResourceStore;
  const caches: ResourceCache<RemoteEnvironment>[] = [];

  function start(
    ...args: Parameters<typeof ResourceCache.start<RemoteEnvironment>>
  ) {
    const cache = ResourceCache.start(...args);
    caches.push(cache);
    return cache;
  }

  async function until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (!condition()) {
      if (performance.now() > deadline) {
        throw new Error(`Still not so: ${condition}`);
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'informer-'));
    real = createDatabaseResourceStore({
      connection: { client: 'sqlite', file: path.join(directory, 'db') },
      encryptionKey: Buffer.alloc(32, 1),
      tuning: { bookmarkIntervalMs: 50 },
    });
  });

  afterEach(async () => {
    await Promise.all(caches.splice(0).map(cache => cache.close()));
    await real.close();
    await rm(directory, { recursive: true });
  });

  it('holds what was there and follows every change', async () => {
    await real.create(RemoteEnvironmentKind, environment('shop'));
    const changes: string[] = [];
    const cache = start(real, RemoteEnvironmentKind, {
      namespace: 'system',
      onEvent: ({ type, object }) =>
        changes.push(`${type} ${object.metadata.name}`),
    }).index('displayName', object => object.spec.displayName);
    await cache.ready;
    expect(cache.get('shop')?.spec.displayName).toBe('shop');
    expect(cache.byIndex('displayName', 'shop')).toHaveLength(1);

    const shop = cache.get({ namespace: 'system', name: 'shop' })!;
    await real.update(RemoteEnvironmentKind, {
      ...shop,
      spec: { displayName: 'The shop' },
    });
    const crm = await real.create(RemoteEnvironmentKind, environment('crm'));
    await real.delete(RemoteEnvironmentKind, crm.metadata);
    await until(() => changes.length === 4);
    expect(changes).toEqual([
      'ADDED shop',
      'MODIFIED shop',
      'ADDED crm',
      'DELETED crm',
    ]);
    expect(cache.list().map(object => object.metadata.name)).toEqual(['shop']);
    expect(cache.byIndex('displayName', 'shop')).toEqual([]);
    expect(cache.byIndex('displayName', 'The shop')).toEqual([
      cache.get('shop'),
    ]);
    expect(cache.byIndex('displayName', 'crm')).toEqual([]);
  });

  it('reads a list page by page, anew when its snapshot is lost in between, and lets go of what is in none', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) {
      await real.create(RemoteEnvironmentKind, environment(name));
    }
    const lost = [new ContinueTokenExpiredError('too old')];
    const pages: (string | undefined)[] = [];
    const { store, breakWatches, faults, isWatched } = failing({
      ...failing(real).store,
      list: async (kind, options) => {
        pages.push(options?.continue);
        const fault = options?.continue && lost.pop();
        if (fault) {
          throw fault;
        }
        return real.list(kind, { ...options, limit: 2 });
      },
    });
    const logger = mockServices.logger.mock();
    const cache = start(store, RemoteEnvironmentKind, {
      namespace: 'system',
      logger,
    });
    await cache.ready;
    const held = () => cache.list().map(({ metadata }) => metadata.name);
    expect(held().sort()).toEqual(names);
    expect(pages.filter(token => token === undefined)).toHaveLength(2);
    expect(pages).toHaveLength(5);
    expect(logger.warn).not.toHaveBeenCalled();

    await until(isWatched);
    faults.watch.push(new ResourceVersionExpiredError('too old'));
    await real.delete(RemoteEnvironmentKind, {
      namespace: 'system',
      name: 'c',
    });
    breakWatches();
    await until(() => cache.size === 4);
    expect(held().sort()).toEqual(['a', 'b', 'd', 'e']);
  });

  it('holds only its selection', async () => {
    const cache = start(real, RemoteEnvironmentKind, {
      labels: { tier: 'gold' },
    });
    await cache.ready;
    await real.create(RemoteEnvironmentKind, environment('tin'));
    const gold = await real.create(
      RemoteEnvironmentKind,
      environment('gold', { tier: 'gold' }),
    );
    await until(() => cache.size === 1);
    expect(cache.get(gold.metadata)).toEqual(gold);
    await real.update(RemoteEnvironmentKind, {
      ...gold,
      metadata: { ...gold.metadata, labels: { tier: 'tin' } },
    });
    await until(() => cache.size === 0);
  });

  it('lists again when the history is gone, and tells what happened meanwhile', async () => {
    const { store, faults, breakWatches, isWatched, lists } = failing(real);
    const kept = await real.create(RemoteEnvironmentKind, environment('kept'));
    const renewed = await real.create(
      RemoteEnvironmentKind,
      environment('renewed'),
    );
    const gone = await real.create(RemoteEnvironmentKind, environment('gone'));
    const changes: ViewChange<RemoteEnvironment>[] = [];
    const cache = start(store, RemoteEnvironmentKind, {});
    await cache.ready;
    cache.onChange(change => changes.push(change));
    await until(isWatched);

    faults.watch.push(new ResourceVersionExpiredError('too old'));
    faults.list.push(new StoreUnavailableError('restarting'));
    breakWatches();
    await real.delete(RemoteEnvironmentKind, gone.metadata);
    await real.delete(RemoteEnvironmentKind, renewed.metadata);
    const again = await real.create(
      RemoteEnvironmentKind,
      environment('renewed'),
    );
    await until(
      () => cache.get(again.metadata)?.metadata.uid === again.metadata.uid,
    );
    await until(() => lists() === 3);
    expect(cache.get(kept.metadata)).toEqual(kept);
    expect(cache.get(gone.metadata)).toBeUndefined();
    expect(
      changes
        .map(({ type, object }) => `${type} ${object.metadata.uid}`)
        .sort(),
    ).toEqual(
      [
        `ADDED ${again.metadata.uid}`,
        `DELETED ${gone.metadata.uid}`,
        `DELETED ${renewed.metadata.uid}`,
      ].sort(),
    );
  });

  it('goes on from where it was after the store was away, and ages meanwhile', async () => {
    const { store, faults, breakWatches, isWatched, lists } = failing(real);
    const cache = start(store, RemoteEnvironmentKind);
    expect(cache.ageSeconds()).toBe(Number.POSITIVE_INFINITY);
    await cache.ready;
    await until(isWatched);
    faults.watch.push(new StoreUnavailableError('away'));
    breakWatches();
    await until(() => cache.ageSeconds() > 0.06);
    const shop = await real.create(RemoteEnvironmentKind, environment('shop'));
    await until(() => cache.get(shop.metadata) !== undefined);
    expect(lists()).toBe(1);
    expect(cache.ageSeconds()).toBeLessThan(1);
  });

  it('gives its other listeners their events when one throws', async () => {
    const seen: string[] = [];
    const warnings = jest
      .spyOn(process, 'emitWarning')
      .mockImplementation(() => {});
    const cache = start(real, RemoteEnvironmentKind, {
      onEvent: () => {
        throw new Error('bug');
      },
    });
    cache.onChange(({ object }) => seen.push(object.metadata.name));
    await cache.ready;
    await real.create(RemoteEnvironmentKind, environment('shop'));
    await until(() => seen.length === 1);
    expect(warnings).toHaveBeenCalledWith(expect.stringContaining('bug'));
    warnings.mockRestore();
  });

  it('rejects ready when it is closed before its first list', async () => {
    const { store, faults } = failing(real);
    faults.list.push(...Array(50).fill(new StoreUnavailableError('away')));
    const controller = new AbortController();
    const cache = start(store, RemoteEnvironmentKind, {
      signal: controller.signal,
    });
    controller.abort();
    await expect(cache.ready).rejects.toThrow('closed');
  });
});
