import {
  RemoteEnvironmentKind,
  RemoteServiceKind,
  SecretKind,
  type RemoteEnvironment,
  type Resource,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';
import { until } from '../conditions';
import type { SuiteContext } from './harness';
import { environment, ownedBy, secret } from './samples';
import { WatchRecorder } from './WatchRecorder';

const FINALIZER = 'remote-env.dev/test';

/** Decision 0002, rule 15: dependents go with their last owner. */
export function ownersSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;
  const kind = RemoteEnvironmentKind;

  const withoutFinalizers = (object: RemoteEnvironment) =>
    store().update(kind, {
      ...object,
      metadata: { ...object.metadata, finalizers: undefined },
    });

  const exists = async (of: ResourceKind, { metadata }: Resource) =>
    (await store().get(of, metadata)) !== undefined;

  const goes = (of: ResourceKind, object: Resource) =>
    until(
      `${object.metadata.name} is gone`,
      async () => !(await exists(of, object)),
    );

  describe('owner references', () => {
    it('take dependents along, over several levels and kinds', async () => {
      const ns = await freshNamespace();
      const owner = await store().create(kind, environment(ns, 'shop'));
      const middle = await store().create(
        kind,
        environment(ns, 'middle', ownedBy(owner)),
      );
      const leaf = await store().create(
        SecretKind,
        secret(ns, 'leaf', { a: 'b' }, ownedBy(middle)),
      );
      const stranger = await store().create(SecretKind, secret(ns, 'own', {}));
      const watch = WatchRecorder.start(store(), SecretKind, {
        namespace: ns,
        resourceVersion: stranger.metadata.resourceVersion,
      });
      await store().delete(kind, owner.metadata);
      await goes(kind, middle);
      await goes(SecretKind, leaf);
      await watch.has(1);
      expect(watch.changes).toEqual([
        {
          type: 'DELETED',
          object: {
            ...leaf,
            metadata: {
              ...leaf.metadata,
              resourceVersion: expect.not.stringContaining('undefined'),
            },
          },
        },
      ]);
      expect(await exists(SecretKind, stranger)).toBe(true);
      await watch.stop();
    });

    it('wait while the owner is being deleted, and respect finalizers of dependents', async () => {
      const ns = await freshNamespace();
      const owner = await store().create(
        kind,
        environment(ns, 'shop', { finalizers: [FINALIZER] }),
      );
      const held = await store().create(
        kind,
        environment(ns, 'held', {
          ...ownedBy(owner),
          finalizers: [FINALIZER],
        }),
      );
      const free = await store().create(
        SecretKind,
        secret(ns, 'free', {}, ownedBy(owner)),
      );
      await store().delete(kind, owner.metadata);
      expect(await store().get(kind, held.metadata)).toEqual(held);
      await withoutFinalizers((await store().get(kind, owner.metadata))!);
      await goes(SecretKind, free);
      await until('the other is marked', async () => {
        const object = await store().get(kind, held.metadata);
        return object?.metadata.deletionTimestamp !== undefined;
      });
      await withoutFinalizers((await store().get(kind, held.metadata))!);
      expect(await exists(kind, held)).toBe(false);
    });

    it('keep an object while one of its owners exists', async () => {
      const ns = await freshNamespace();
      const [a, b] = [
        await store().create(kind, environment(ns, 'a')),
        await store().create(kind, environment(ns, 'b')),
      ];
      const shared = await store().create(
        SecretKind,
        secret(
          ns,
          'shared',
          {},
          {
            ownerReferences: [a, b].flatMap(o => ownedBy(o).ownerReferences),
          },
        ),
      );
      const alone = await store().create(
        SecretKind,
        secret(ns, 'alone', {}, ownedBy(a)),
      );
      await store().delete(kind, a.metadata);
      await goes(SecretKind, alone);
      expect(await exists(SecretKind, shared)).toBe(true);
      await store().delete(kind, b.metadata);
      await goes(SecretKind, shared);
    });

    it('that name nobody let the object be deleted', async () => {
      const [ns, elsewhere] = [await freshNamespace(), await freshNamespace()];
      const owner = await store().create(kind, environment(ns, 'shop'));
      const [reference] = ownedBy(owner).ownerReferences;
      const wrong = {
        uid: { ...reference!, uid: 'cd1c9d9f-0000-4000-8000-000000000000' },
        name: { ...reference!, name: 'other' },
        kind: { ...reference!, kind: RemoteServiceKind.kind },
      };
      const doomed = await Promise.all([
        ...Object.entries(wrong).map(([name, ownerReference]) =>
          store().create(
            SecretKind,
            secret(ns, name, {}, { ownerReferences: [ownerReference] }),
          ),
        ),
        store().create(
          SecretKind,
          secret(elsewhere, 'namespace', {}, ownedBy(owner)),
        ),
      ]);
      const good = await store().create(
        SecretKind,
        secret(ns, 'good', {}, ownedBy(owner)),
      );
      for (const object of doomed) {
        await goes(SecretKind, object);
      }
      expect(await exists(SecretKind, good)).toBe(true);
      expect(await exists(kind, owner)).toBe(true);
      await store().update(SecretKind, {
        ...good,
        metadata: { ...good.metadata, ownerReferences: [wrong.uid] },
      });
      await goes(SecretKind, good);
    });

    it('take along as many as there are', async () => {
      const ns = await freshNamespace();
      const owner = await store().create(kind, environment(ns, 'shop'));
      await Promise.all(
        Array.from({ length: 450 }, (_, index) =>
          store().create(
            SecretKind,
            secret(ns, `s${index}`, {}, ownedBy(owner)),
          ),
        ),
      );
      await store().delete(kind, owner.metadata);
      await until(
        'all are gone',
        async () =>
          (
            await store().list(SecretKind, { namespace: ns, limit: 1 })
          ).items.length === 0,
        60_000,
      );
    }, 90_000);
  });
}
