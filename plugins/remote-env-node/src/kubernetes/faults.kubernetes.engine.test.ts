import { readFile, writeFile } from 'node:fs/promises';
import {
  RemoteEnvironmentKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { ResourceCache } from '../informer';
import type { ResourceStore } from '../ports';
import { until } from '../testing/conditions';
import { CuttingProxy } from '../testing/engines/CuttingProxy';
import {
  AUTHORITY,
  installAccounts,
  SYSTEM,
} from '../testing/engines/kubernetesAccounts';
import { installDefinitions } from '../testing/engines/kubernetesHarness';
import { TestKubernetes } from '../testing/engines/startKubernetes';
import { environment } from '../testing/resourceStore/samples';
import { WatchRecorder } from '../testing/resourceStore/WatchRecorder';
import { createKubernetesResourceStore } from './createKubernetesResourceStore';

const NAMESPACE = 'default';
const kind = RemoteEnvironmentKind;

describe('Kubernetes that fails', () => {
  jest.setTimeout(90_000);
  let kubernetes: TestKubernetes;
  let store: ResourceStore;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
  });

  beforeEach(() => {
    store = open(kubernetes.adminKubeconfig);
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) {
      await close();
    }
  });

  afterAll(async () => {
    await kubernetes?.stop();
  });

  function open(kubeconfig: string, requestTimeoutMs?: number): ResourceStore {
    const opened = createKubernetesResourceStore({
      connection: { kubeconfig },
      tuning: { requestTimeoutMs },
    });
    closing.push(() => opened.close());
    return opened;
  }

  /** Another way to the same server, which can be cut. */
  async function throughProxy(): Promise<{
    proxy: CuttingProxy;
    kubeconfig: string;
  }> {
    const proxy = await CuttingProxy.start(kubernetes.apiPort);
    closing.push(() => proxy.stop());
    const text = await readFile(kubernetes.adminKubeconfig, 'utf8');
    const kubeconfig = `${kubernetes.adminKubeconfig}.proxy`;
    await writeFile(
      kubeconfig,
      text.replace(`:${kubernetes.apiPort}`, `:${proxy.port}`),
    );
    return { proxy, kubeconfig };
  }

  const create = (name: string) =>
    store.create(kind, environment(NAMESPACE, name));

  const stored = async () =>
    new Map(
      (await store.list(kind, { namespace: NAMESPACE })).items.map(item => [
        item.metadata.name,
        item,
      ]),
    );

  /** What somebody knows who has only listened. */
  function listening(from: ResourceStore) {
    const known = new Map<string, RemoteEnvironment>();
    const cache = ResourceCache.start(from, kind, {
      namespace: NAMESPACE,
      onEvent: change => {
        const { name } = change.object.metadata;
        if (change.type === 'DELETED') {
          known.delete(name);
        } else {
          known.set(name, change.object);
        }
      },
    });
    closing.push(() => cache.close());
    return { cache, known };
  }

  it('loses and repeats nothing when connections break all the time', async () => {
    const { proxy, kubeconfig } = await throughProxy();
    const { resourceVersion } = await store.list(kind, {
      namespace: NAMESPACE,
    });
    const watch = WatchRecorder.start(open(kubeconfig), kind, {
      namespace: NAMESPACE,
      resourceVersion,
    });
    const cuts = setInterval(() => proxy.cut(), 150);
    const names = Array.from({ length: 150 }, (_, index) => `cut-${index}`);
    for (const name of names) {
      const made = await create(name);
      await store.update(kind, { ...made, spec: { displayName: name } });
      await store.delete(kind, made.metadata);
    }
    clearInterval(cuts);
    await watch.has(names.length * 3);
    expect(watch.summary).toEqual(
      names.flatMap(name => [
        `ADDED ${name}`,
        `MODIFIED ${name}`,
        `DELETED ${name}`,
      ]),
    );
    // One bookmark for each stream that was accepted: otherwise nothing was cut.
    expect(watch.bookmarks.length).toBeGreaterThan(3);
    await watch.stop();
  });

  it('finishes reads that a broken connection interrupts', async () => {
    const { proxy, kubeconfig } = await throughProxy();
    const through = open(kubeconfig);
    await create('read');
    for (let turn = 0; turn < 30; turn++) {
      const reading = through.get(kind, { namespace: NAMESPACE, name: 'read' });
      proxy.cut();
      expect((await reading)?.metadata.name).toBe('read');
    }
  });

  it('gives up on answers that take too long, and takes those that are only slow', async () => {
    const { proxy, kubeconfig } = await throughProxy();
    const through = open(kubeconfig, 1000);
    const { cache } = listening(through);
    await cache.ready;
    await create('quick');
    await until('the view has it', () => cache.get('quick') !== undefined);

    proxy.hold();
    await expect(
      through.create(kind, environment(NAMESPACE, 'unanswered')),
    ).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    await expect(
      through.get(kind, { namespace: NAMESPACE, name: 'quick' }),
    ).rejects.toMatchObject({ name: 'StoreUnavailableError' });
    expect(cache.get('quick')).toBeDefined();
    await until('the view tells its age', () => cache.ageSeconds() > 1.5);
    proxy.release();
    // It was created, only nobody was told.
    await until(
      'the view has what was not answered',
      () => cache.get('unanswered') !== undefined,
    );

    const slow = setInterval(() => {
      proxy.hold();
      setTimeout(() => proxy.release(), 150);
    }, 200);
    const names = Array.from({ length: 20 }, (_, index) => `slow-${index}`);
    try {
      await Promise.all(
        names.map(name => through.create(kind, environment(NAMESPACE, name))),
      );
      await until('the view has them all', () =>
        names.every(name => cache.get(name) !== undefined),
      );
    } finally {
      clearInterval(slow);
    }
  });

  it('goes on from what is known while the API server is killed, and misses nothing', async () => {
    const { cache, known } = listening(store);
    await cache.ready;
    const kept = await create('kept');
    const doomed = await create('doomed');
    await until('the view has both', () => cache.get('doomed') !== undefined);

    await kubernetes.killApiServer();
    await expect(create('meanwhile')).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
    await expect(store.list(kind)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
    expect(cache.get('kept')).toEqual(kept);
    await until('the view tells its age', () => cache.ageSeconds() > 2);

    await kubernetes.compact();
    await kubernetes.startApiServer();
    // Written before the view is back, so that only a new list can bring them.
    await store.update(kind, { ...kept, spec: { displayName: 'Kept' } });
    await store.delete(kind, doomed.metadata);
    await create('afterwards');
    await until(
      'the view is current',
      () =>
        cache.get('afterwards') !== undefined &&
        cache.get('doomed') === undefined &&
        cache.get('kept')?.spec.displayName === 'Kept',
      20_000,
    );
    expect(known).toEqual(await stored());
    expect(cache.ageSeconds()).toBeLessThan(10);
    // The watch itself is there again, not only the list.
    await create('later');
    await until('the view has what came later', () => known.has('later'));
  });

  it('says so when a watch cannot go on from where it was', async () => {
    const { resourceVersion } = await store.list(kind);
    const watch = WatchRecorder.start(store, kind, {
      namespace: NAMESPACE,
      resourceVersion,
    });
    await create('seen');
    await watch.has(1);
    await kubernetes.killApiServer();
    await kubernetes.compact();
    await kubernetes.startApiServer();
    await create('unseen');
    await until('the watch ends', () => watch.failure !== undefined, 30_000);
    expect(watch.failure).toMatchObject({
      name: 'ResourceVersionExpiredError',
    });
  });

  it('gets everything done on a server that refuses most of it for now', async () => {
    await installAccounts(kubernetes, 'shop-dev');
    // Whoever may do everything is never refused.
    const account = await kubernetes.kubeconfigFor(
      AUTHORITY,
      'remote-env-portal',
    );
    await kubernetes.killApiServer();
    await kubernetes.startApiServer([
      '--enable-priority-and-fairness=false',
      '--max-requests-inflight=3',
      '--max-mutating-requests-inflight=2',
    ]);
    const portal = open(account);
    const names = Array.from({ length: 60 }, (_, index) => `busy-${index}`);
    await Promise.all(
      names.map(name => portal.create(kind, environment(SYSTEM, name))),
    );
    const { items } = await portal.list(kind, { namespace: SYSTEM });
    expect(items.map(({ metadata }) => metadata.name).sort()).toEqual(
      [...names].sort(),
    );
    // Otherwise nothing was refused, and this shows nothing.
    expect(await kubernetes.refusals()).toBeGreaterThan(0);
  });
});
