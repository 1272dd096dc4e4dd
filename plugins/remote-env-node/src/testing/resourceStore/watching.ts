import {
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import { until, within } from '../conditions';
import type { SuiteContext } from './harness';
import { environment, secret } from './samples';
import { WatchRecorder } from './WatchRecorder';

/** Decision 0002, rules 11 to 13: nothing is missed, nothing comes twice. */
export function watchingSuite(context: SuiteContext): void {
  const { store, openAnother, freshNamespace } = context;
  const kind = RemoteEnvironmentKind;

  const now = async () => (await store().list(kind)).resourceVersion;

  describe('watch', () => {
    it('brings every later change of its kind and namespace, with whole objects', async () => {
      const [ns, elsewhere] = [await freshNamespace(), await freshNamespace()];
      await store().create(kind, environment(ns, 'before'));
      const watch = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: await now(),
      });
      const everywhere = WatchRecorder.start(store(), kind, {
        resourceVersion: await now(),
      });
      const made = await store().create(kind, environment(ns, 'shop'));
      await store().create(SecretKind, secret(ns, 'shop', {}));
      await store().create(kind, environment(elsewhere, 'shop'));
      const updated = await store().update(kind, { ...made, spec: {} });
      const seen = await store().updateStatus(kind, {
        ...updated,
        status: { serviceCount: 1 },
      });
      await store().update(kind, seen);
      await store().delete(kind, seen.metadata);
      await watch.has(4);
      await everywhere.has(5);
      expect(watch.changes).toEqual([
        { type: 'ADDED', object: made },
        { type: 'MODIFIED', object: updated },
        { type: 'MODIFIED', object: seen },
        {
          type: 'DELETED',
          object: {
            ...seen,
            metadata: {
              ...seen.metadata,
              resourceVersion: expect.not.stringMatching(
                new RegExp(`^${seen.metadata.resourceVersion}$`),
              ),
            },
          },
        },
      ]);
      await watch.stop();
      await everywhere.stop();
    });

    it('can be resumed from any version that it gave', async () => {
      const ns = await freshNamespace();
      const start = await now();
      const first = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: start,
      });
      for (const name of ['a', 'b', 'c', 'd']) {
        await store().create(kind, environment(ns, name));
      }
      await store().delete(kind, { namespace: ns, name: 'b' });
      await first.has(5);
      await first.stop();
      for (const [index, change] of first.changes.entries()) {
        const resumed = WatchRecorder.start(store(), kind, {
          namespace: ns,
          resourceVersion: change.object.metadata.resourceVersion,
        });
        await resumed.has(4 - index);
        expect(resumed.changes).toEqual(first.changes.slice(index + 1));
        await resumed.stop();
      }
    });

    it('brings what a list that may lag has not', async () => {
      const ns = await freshNamespace();
      const written = ['a', 'b', 'a-b', 'a.b'];
      for (const name of written) {
        await store().create(kind, environment(ns, name));
      }
      const { items, resourceVersion } = await store().list(kind, {
        namespace: ns,
        mayLag: true,
      });
      const watch = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion,
      });
      await watch.has(written.length - items.length);
      const listed = items.map(({ metadata }) => metadata.name);
      const followed = watch.changes.map(({ object }) => object.metadata.name);
      expect([...listed, ...followed].sort()).toEqual([...written].sort());
      const all = await store().list(kind, { namespace: ns });
      expect(items).toEqual(
        all.items.filter(({ metadata }) => listed.includes(metadata.name)),
      );
      await watch.stop();
    });

    it('shows objects entering and leaving a selection', async () => {
      const ns = await freshNamespace();
      const labels = { tier: 'gold' };
      const watch = WatchRecorder.start(store(), kind, {
        namespace: ns,
        labels,
        resourceVersion: await now(),
      });
      await store().create(kind, environment(ns, 'other'));
      const made = await store().create(kind, environment(ns, 'shop'));
      const entered = await store().update(kind, {
        ...made,
        metadata: { ...made.metadata, labels },
      });
      const changed = await store().update(kind, {
        ...entered,
        spec: { description: 'within' },
      });
      const left = await store().update(kind, {
        ...changed,
        metadata: { ...changed.metadata, labels: { tier: 'tin' } },
        spec: { description: 'leaving' },
      });
      await store().delete(kind, left.metadata);
      const last = await store().create(kind, environment(ns, 'z', { labels }));
      await watch.has(4);
      expect(watch.changes).toEqual([
        { type: 'ADDED', object: entered },
        { type: 'MODIFIED', object: changed },
        {
          type: 'DELETED',
          object: {
            ...changed,
            metadata: {
              ...changed.metadata,
              resourceVersion: left.metadata.resourceVersion,
            },
          },
        },
        { type: 'ADDED', object: last },
      ]);
      await watch.stop();
    });

    it('brings changes of another process in time', async () => {
      const ns = await freshNamespace();
      const other = await openAnother();
      const watch = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: await now(),
      });
      const written: number[] = [];
      for (let index = 0; index < 20; index++) {
        await other.create(kind, environment(ns, `n${index}`));
        written.push(performance.now());
        await watch.has(index + 1);
      }
      const delays = watch.arrivals.map((at, index) => at - written[index]!);
      // What the scheduler of a busy machine adds to single ones is not the store's.
      const late = delays.filter(delay => delay > 250);
      expect(late.length).toBeLessThanOrEqual(2);
      await watch.stop();
    }, 30_000);

    it('misses nothing and repeats nothing under several writers', async () => {
      const ns = await freshNamespace();
      const start = await now();
      const stores = [store(), await openAnother(), await openAnother()];
      const watches = stores.map(each =>
        WatchRecorder.start(each, kind, {
          namespace: ns,
          resourceVersion: start,
        }),
      );
      await Promise.all(
        stores.flatMap((each, writer) =>
          [0, 1].map(async lane => {
            const name = `w${writer}-${lane}`;
            let object = await each.create(kind, environment(ns, name));
            for (let turn = 0; turn < 20; turn++) {
              object = await each.update(kind, {
                ...object,
                spec: { description: `turn ${turn}` },
              });
            }
            await each.delete(kind, object.metadata);
          }),
        ),
      );
      const expected = [
        ...Array.from({ length: 20 }, (_, turn) => `MODIFIED turn ${turn}`),
        'DELETED turn 19',
      ];
      for (const watch of watches) {
        await watch.has(6 * 22);
        const names = new Set(
          watch.changes.map(({ object }) => object.metadata.name),
        );
        expect(names.size).toBe(6);
        for (const name of names) {
          const seen = watch.changes
            .filter(({ object }) => object.metadata.name === name)
            .map(({ type, object }) => `${type} ${object.spec.description}`);
          expect(seen).toEqual([`ADDED about ${name}`, ...expected]);
        }
        const versions = watch.changes.map(
          ({ object }) => object.metadata.resourceVersion,
        );
        expect(new Set(versions).size).toBe(versions.length);
        await watch.stop();
      }
      expect(watches[1]!.changes).toEqual(watches[0]!.changes);
    }, 30_000);

    it('sees versions that become visible against their order', async () => {
      const { createAndPause } = context.harness();
      if (!createAndPause) {
        return;
      }
      const ns = await freshNamespace();
      const early = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: await now(),
      });
      const paused = await createAndPause(environment(ns, 'first-number'));
      const overtaking = store().create(kind, environment(ns, 'second-number'));
      let overtook = false;
      overtaking.then(
        () => {
          overtook = true;
        },
        () => {},
      );
      // Whether it can overtake is the adapter's choice; give it the time.
      await new Promise(resolve => setTimeout(resolve, 300));
      const between = await store().list(kind, { namespace: ns });
      const late = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: between.resourceVersion,
      });
      expect(between.items).toHaveLength(overtook ? 1 : 0);
      await new Promise(resolve => setTimeout(resolve, 100));
      await paused.commit();
      await within('the second writer', overtaking);
      await early.has(2);
      await late.has(2 - between.items.length);
      expect([...early.summary].sort()).toEqual([
        'ADDED first-number',
        'ADDED second-number',
      ]);
      const known = between.items.map(({ metadata }) => metadata.name);
      const learnt = late.changes.map(({ object }) => object.metadata.name);
      expect([...known, ...learnt].sort()).toEqual([
        'first-number',
        'second-number',
      ]);
      await early.stop();
      await late.stop();
    });

    it('ends without a failure when it is aborted or the store is closed', async () => {
      const other = await openAnother();
      const resourceVersion = await now();
      const aborted = WatchRecorder.start(store(), kind, { resourceVersion });
      const closed = WatchRecorder.start(other, kind, { resourceVersion });
      const ns = await freshNamespace();
      await store().create(kind, environment(ns, 'shop'));
      await aborted.has(1);
      await closed.has(1);
      await within('the end', Promise.all([aborted.stop(), other.close()]));
      await within('the end of the other', closed.stop());
      expect([aborted.failure, closed.failure]).toEqual([undefined, undefined]);
      const late = WatchRecorder.start(store(), kind, { resourceVersion });
      await late.has(1);
      await late.stop();
    });

    it('says when the history does not reach back, at once or later', async () => {
      const ns = await freshNamespace();
      await store().create(kind, environment(ns, 'a'));
      const resourceVersion = await now();
      await store().create(kind, environment(ns, 'b'));
      await context.harness().expireHistory();
      const watch = WatchRecorder.start(store(), kind, { resourceVersion });
      await until('the watch fails', () => watch.failure !== undefined);
      expect(watch.failure).toMatchObject({
        name: 'ResourceVersionExpiredError',
      });
      const list = await store().list(kind, { namespace: ns });
      expect(list.items).toHaveLength(2);
      const again = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: list.resourceVersion,
      });
      await store().create(kind, environment(ns, 'c'));
      await again.has(1);
      await again.stop();
    }, 30_000);
  });
}
