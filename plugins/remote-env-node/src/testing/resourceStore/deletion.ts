import {
  RemoteEnvironmentKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { SuiteContext } from './harness';
import { environment } from './samples';
import { WatchRecorder } from './WatchRecorder';

const FINALIZER = 'remote-env.dev/test';

/** Decision 0002, rules 12 and 14: preconditions and finalizers. */
export function deletionSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;
  const kind = RemoteEnvironmentKind;

  const withoutFinalizers = (object: RemoteEnvironment) =>
    store().update(kind, {
      ...object,
      metadata: { ...object.metadata, finalizers: undefined },
    });

  describe('delete', () => {
    it('removes at once, and only once', async () => {
      const ns = await freshNamespace();
      const made = await store().create(kind, environment(ns, 'shop'));
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map(() => store().delete(kind, made.metadata)),
      );
      const refused = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused).toHaveLength(2);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({
          reason: { name: 'ResourceNotFoundError' },
        });
      }
      expect(await store().get(kind, made.metadata)).toBeUndefined();
    });

    it('checks its preconditions, also while the object is being deleted', async () => {
      const ns = await freshNamespace();
      const made = await store().create(
        kind,
        environment(ns, 'shop', { finalizers: [FINALIZER] }),
      );
      const conflict = { name: 'ResourceConflictError' };
      await expect(
        store().delete(kind, made.metadata, { resourceVersion: '1' }),
      ).rejects.toMatchObject(conflict);
      await expect(
        store().delete(kind, made.metadata, { uid: 'another' }),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundError' });
      expect(await store().get(kind, made.metadata)).toEqual(made);
      const { uid, resourceVersion } = made.metadata;
      await store().delete(kind, made.metadata, { uid, resourceVersion });
      await expect(
        store().delete(kind, made.metadata, { resourceVersion }),
      ).rejects.toMatchObject(conflict);
      await withoutFinalizers((await store().get(kind, made.metadata))!);
    });

    it('waits for finalizers', async () => {
      const ns = await freshNamespace();
      const made = await store().create(
        kind,
        environment(ns, 'shop', { finalizers: [FINALIZER, 'acme.test/x'] }),
      );
      const watch = WatchRecorder.start(store(), kind, {
        namespace: ns,
        resourceVersion: made.metadata.resourceVersion,
      });
      await store().delete(kind, made.metadata);
      const marked = (await store().get(kind, made.metadata))!;
      expect(marked).toEqual({
        ...made,
        metadata: {
          ...made.metadata,
          generation: 2,
          deletionTimestamp: expect.stringMatching(/^\d{4}-.*Z$/),
          resourceVersion: marked.metadata.resourceVersion,
        },
      });
      await store().delete(kind, made.metadata);
      expect(await store().get(kind, made.metadata)).toEqual(marked);

      await expect(
        store().update(kind, {
          ...marked,
          metadata: {
            ...marked.metadata,
            finalizers: [FINALIZER, 'acme.test/x', 'acme.test/new'],
          },
        }),
      ).rejects.toMatchObject({
        name: 'ResourceInvalidError',
        message: expect.stringContaining('metadata.finalizers'),
      });
      const { deletionTimestamp, ...metadata } = marked.metadata;
      const changed = await store().update(kind, {
        ...marked,
        metadata: { ...metadata, finalizers: [FINALIZER] },
        spec: { description: 'still there' },
      });
      expect(changed.metadata.deletionTimestamp).toBe(deletionTimestamp);
      const seen = await store().updateStatus(kind, {
        ...changed,
        status: { serviceCount: 0 },
      });
      await store().update(kind, {
        ...seen,
        metadata: { ...seen.metadata, finalizers: [] },
        spec: { description: 'never seen' },
      });
      expect(await store().get(kind, made.metadata)).toBeUndefined();
      await watch.has(4);
      expect(watch.summary).toEqual([
        'MODIFIED shop',
        'MODIFIED shop',
        'MODIFIED shop',
        'DELETED shop',
      ]);
      const last = watch.changes.at(-1)!.object;
      expect(last).toEqual({
        ...seen,
        metadata: {
          ...seen.metadata,
          resourceVersion: last.metadata.resourceVersion,
        },
      });
      await watch.stop();
    });
  });
}
