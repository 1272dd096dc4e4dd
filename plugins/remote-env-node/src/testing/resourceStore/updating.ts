import {
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import type { SuiteContext } from './harness';
import { environment, secret } from './samples';

/** Decision 0002, rules 2 to 6: versions, status, generations, no-ops. */
export function updatingSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;

  describe('update and updateStatus', () => {
    const make = async () =>
      store().create(
        RemoteEnvironmentKind,
        environment(await freshNamespace(), 'shop'),
      );

    it('replaces spec and metadata and keeps the status', async () => {
      const made = await make();
      const seen = await store().updateStatus(RemoteEnvironmentKind, {
        ...made,
        spec: { description: 'not through here' },
        metadata: { ...made.metadata, labels: { not: 'here' } },
        status: { serviceCount: 3 },
      });
      expect(seen.spec).toEqual(made.spec);
      expect(seen.metadata.labels).toBeUndefined();
      expect(seen.metadata.generation).toBe(1);
      const updated = await store().update(RemoteEnvironmentKind, {
        ...seen,
        metadata: { ...seen.metadata, labels: { tier: 'gold' } },
        spec: { owner: 'group:default/shop' },
        status: { serviceCount: 99 },
      });
      expect(updated).toEqual({
        ...seen,
        metadata: {
          ...seen.metadata,
          labels: { tier: 'gold' },
          generation: 2,
          resourceVersion: updated.metadata.resourceVersion,
        },
        spec: { owner: 'group:default/shop' },
        status: { serviceCount: 3 },
      });
      expect(updated.metadata.resourceVersion).not.toBe(
        seen.metadata.resourceVersion,
      );
    });

    it('replaces the whole status', async () => {
      const made = await make();
      const first = await store().updateStatus(RemoteEnvironmentKind, {
        ...made,
        status: { serviceCount: 3, lastSeen: '2030-01-01T00:00:00Z' },
      });
      const second = await store().updateStatus(RemoteEnvironmentKind, {
        ...first,
        status: { serviceCount: 4 },
      });
      expect(second.status).toEqual({ serviceCount: 4 });
    });

    it('counts generations by changes of the spec alone', async () => {
      let object = await make();
      const generations: unknown[] = [object.metadata.generation];
      for (const change of [
        { metadata: { ...object.metadata, labels: { a: 'b' } } },
        { spec: { description: 'changed' } },
        { spec: { description: 'changed again' } },
      ]) {
        object = await store().update(RemoteEnvironmentKind, {
          ...object,
          ...change,
          metadata: {
            ...object.metadata,
            ...change.metadata,
            resourceVersion: object.metadata.resourceVersion,
          },
        });
        generations.push(object.metadata.generation);
      }
      expect(generations).toEqual([1, 1, 2, 3]);
    });

    it('keeps the version when nothing changes, whatever the order of keys', async () => {
      const ns = await freshNamespace();
      const made = await store().create(
        RemoteEnvironmentKind,
        environment(ns, 'shop', {
          labels: { a: '1', b: '2' },
          spec: { displayName: 'Shop', description: 'd' },
        }),
      );
      const same = await store().update(RemoteEnvironmentKind, {
        ...made,
        metadata: {
          ...made.metadata,
          labels: { b: '2', a: '1' },
          annotations: {},
          finalizers: [],
          ownerReferences: [],
        },
        spec: { description: 'd', displayName: 'Shop' },
      });
      expect(same).toEqual(made);
      const kept = await store().create(
        SecretKind,
        secret(ns, 's', { a: 'b' }),
      );
      expect(await store().update(SecretKind, kept)).toEqual(kept);
    });

    it.each([
      ['older', (older: string) => older],
      ['empty', () => ''],
      ['zero', () => '0'],
      ['malformed', () => 'latest'],
    ])('conflicts with an %s version and writes nothing', async (_, pick) => {
      const ns = await freshNamespace();
      const first = await store().create(
        SecretKind,
        secret(ns, 'credentials', { a: '1' }),
      );
      const stored = await store().update(SecretKind, {
        ...first,
        data: { a: 'Mg==' },
      });
      const resourceVersion = pick(first.metadata.resourceVersion);
      await expect(
        store().update(SecretKind, {
          ...stored,
          metadata: { ...stored.metadata, resourceVersion },
          data: { a: 'Mw==' },
        }),
      ).rejects.toMatchObject({ name: 'ResourceConflictError' });
      expect(await store().get(SecretKind, stored.metadata)).toEqual(stored);
    });

    it('conflicts with an old version even when nothing would change', async () => {
      const made = await make();
      await store().updateStatus(RemoteEnvironmentKind, {
        ...made,
        status: { serviceCount: 1 },
      });
      const conflict = { name: 'ResourceConflictError' };
      await expect(
        store().update(RemoteEnvironmentKind, made),
      ).rejects.toMatchObject(conflict);
      await expect(
        store().updateStatus(RemoteEnvironmentKind, made),
      ).rejects.toMatchObject(conflict);
    });

    it('does not find what is gone or has another holder now', async () => {
      const made = await make();
      await store().delete(RemoteEnvironmentKind, made.metadata);
      const gone = { name: 'ResourceNotFoundError' };
      const attempts = () => [
        store().update(RemoteEnvironmentKind, { ...made, spec: {} }),
        store().updateStatus(RemoteEnvironmentKind, { ...made, status: {} }),
        store().delete(RemoteEnvironmentKind, made.metadata, {
          uid: made.metadata.uid,
        }),
      ];
      for (const attempt of attempts()) {
        await expect(attempt).rejects.toMatchObject(gone);
      }
      const again = await store().create(
        RemoteEnvironmentKind,
        environment(made.metadata.namespace, 'shop'),
      );
      for (const attempt of attempts()) {
        await expect(attempt).rejects.toMatchObject(gone);
      }
      expect(await store().get(RemoteEnvironmentKind, again.metadata)).toEqual(
        again,
      );
    });

    it('has no status where the kind has none', async () => {
      const ns = await freshNamespace();
      const made = await store().create(SecretKind, secret(ns, 's', {}));
      expect(made.metadata.generation).toBeUndefined();
      await expect(
        store().updateStatus(SecretKind, made),
      ).rejects.toMatchObject({ name: 'ResourceInvalidError' });
    });
  });
}
