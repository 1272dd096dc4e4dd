import {
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import type { ListOptions } from '../../ports';
import type { SuiteContext } from './harness';
import { environment, secret } from './samples';
import { WatchRecorder } from './WatchRecorder';

/** Decision 0002, rules 8 and 9: lists are one snapshot, in one order. */
export function listingSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;
  const kind = RemoteEnvironmentKind;

  const create = async (namespace: string, ...names: string[]) => {
    for (const name of names) {
      await store().create(kind, environment(namespace, name));
    }
  };

  const names = async (options: ListOptions) =>
    (await store().list(kind, options)).items.map(
      ({ metadata }) => metadata.name,
    );

  describe('list', () => {
    it('orders by the bytes of namespace/name', async () => {
      const ns = await freshNamespace();
      const prepare = context.harness().prepareNamespace;
      await prepare?.(`${ns}-b`);
      await prepare?.(`${ns}0`);
      await create(`${ns}0`, 'a');
      await create(ns, 'b', 'a0', 'a.b', 'a-b', 'a');
      await create(`${ns}-b`, 'z');
      const { items } = await store().list(kind);
      const mine = items
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
        .filter(path => path.startsWith(ns));
      expect(mine).toEqual([
        `${ns}-b/z`,
        `${ns}/a`,
        `${ns}/a-b`,
        `${ns}/a.b`,
        `${ns}/a0`,
        `${ns}/b`,
        `${ns}0/a`,
      ]);
      expect(await names({ namespace: ns })).toEqual([
        'a',
        'a-b',
        'a.b',
        'a0',
        'b',
      ]);
    });

    it('selects by labels, all of which must be there with that value', async () => {
      const ns = await freshNamespace();
      const labelled = async (name: string, labels: Record<string, string>) =>
        store().create(kind, environment(ns, name, { labels }));
      await labelled('a', { tier: 'gold', zone: 'eu' });
      await labelled('b', { tier: 'gold' });
      await labelled('c', { tier: 'Gold', zone: 'eu' });
      await labelled('d', { zone: 'eu', tier: '' });
      const select = (labels: Record<string, string>) =>
        names({ namespace: ns, labels });
      expect(await select({ tier: 'gold' })).toEqual(['a', 'b']);
      expect(await select({ tier: 'gold', zone: 'eu' })).toEqual(['a']);
      expect(await select({ tier: '' })).toEqual(['d']);
      expect(await select({ none: '' })).toEqual([]);
      const b = (await store().get(kind, { namespace: ns, name: 'b' }))!;
      await store().update(kind, {
        ...b,
        metadata: { ...b.metadata, labels: { tier: 'tin' } },
      });
      await store().delete(kind, { namespace: ns, name: 'a' });
      expect(await select({ tier: 'gold' })).toEqual([]);
      expect(await select({ tier: 'tin' })).toEqual(['b']);
    });

    it('has no token on the last page, even when that is full', async () => {
      const ns = await freshNamespace();
      await create(ns, 'a', 'b', 'c', 'd');
      const first = await store().list(kind, { namespace: ns, limit: 2 });
      const last = await store().list(kind, {
        namespace: ns,
        limit: 2,
        continue: first.continue,
      });
      expect(last.items.map(({ metadata }) => metadata.name)).toEqual([
        'c',
        'd',
      ]);
      expect(last.continue).toBeUndefined();
      const all = await store().list(kind, { namespace: ns, limit: 4 });
      expect(all.continue).toBeUndefined();
    });

    it.each([
      ['all', undefined],
      ['labelled', { tier: 'gold' }],
    ])(
      'shows %s objects over all pages as they were at the first',
      async (_, labels) => {
        const ns = await freshNamespace();
        for (const name of ['b', 'd', 'f', 'h', 'j']) {
          await store().create(
            kind,
            environment(ns, name, { labels: { tier: 'gold' } }),
          );
        }
        const before = (await store().list(kind, { namespace: ns })).items;
        const options = { namespace: ns, labels, limit: 2 };
        const first = await store().list(kind, options);
        expect(first.items).toEqual(before.slice(0, 2));

        const [, d, f, h] = before;
        await create(ns, 'a', 'g', 'z');
        await store().delete(kind, h!.metadata);
        await store().delete(kind, d!.metadata);
        await store().create(
          kind,
          environment(ns, 'h', { labels: { tier: 'gold' } }),
        );
        const changed = await store().update(kind, {
          ...f!,
          metadata: { ...f!.metadata, labels: { tier: 'tin' } },
          spec: { description: 'changed' },
        });
        await store().update(kind, {
          ...changed,
          spec: { description: 'changed again' },
        });

        const second = await store().list(kind, {
          ...options,
          continue: first.continue,
        });
        const third = await store().list(kind, {
          ...options,
          continue: second.continue,
        });
        expect(second.items).toEqual(before.slice(2, 4));
        expect(third.items).toEqual(before.slice(4));
        expect(third.continue).toBeUndefined();
        expect([second.resourceVersion, third.resourceVersion]).toEqual([
          first.resourceVersion,
          first.resourceVersion,
        ]);

        const watch = WatchRecorder.start(store(), kind, {
          namespace: ns,
          resourceVersion: first.resourceVersion,
        });
        await watch.has(8);
        expect(watch.summary).toEqual([
          'ADDED a',
          'ADDED g',
          'ADDED z',
          'DELETED h',
          'DELETED d',
          'ADDED h',
          'MODIFIED f',
          'MODIFIED f',
        ]);
        await watch.stop();
      },
    );

    it('takes a token only for the list that it was given for', async () => {
      const ns = await freshNamespace();
      await create(ns, 'a', 'b', 'c');
      await store().create(SecretKind, secret(ns, 'x', {}));
      const { continue: token } = await store().list(kind, {
        namespace: ns,
        limit: 1,
      });
      const expired = { name: 'ContinueTokenExpiredError' };
      await expect(
        store().list(kind, { limit: 1, continue: token }),
      ).rejects.toMatchObject(expired);
      await expect(
        store().list(kind, {
          namespace: ns,
          labels: { a: 'b' },
          continue: token,
        }),
      ).rejects.toMatchObject(expired);
      await expect(
        store().list(SecretKind, { namespace: ns, continue: token }),
      ).rejects.toMatchObject(expired);
      await expect(
        store().list(kind, { namespace: ns, continue: 'no token' }),
      ).rejects.toMatchObject(expired);
    });

    it('reads long lists whole', async () => {
      const ns = await freshNamespace();
      const wanted = Array.from({ length: 1201 }, (_, index) =>
        String(index).padStart(4, '0'),
      );
      await Promise.all(
        wanted.map(name => store().create(kind, environment(ns, name))),
      );
      expect(await names({ namespace: ns })).toEqual(wanted);
      const page = await store().list(kind, { namespace: ns, limit: 1200 });
      expect(page.items).toHaveLength(1200);
      expect(page.continue).toBeDefined();
    }, 30_000);

    it('rejects a token whose snapshot is gone', async () => {
      const ns = await freshNamespace();
      await create(ns, 'a', 'b', 'c');
      const options = { namespace: ns, limit: 1 };
      const { continue: token } = await store().list(kind, options);
      await context.harness().expireHistory();
      await expect(
        store().list(kind, { ...options, continue: token }),
      ).rejects.toMatchObject({ name: 'ContinueTokenExpiredError' });
    }, 30_000);
  });
}
