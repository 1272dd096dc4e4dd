import {
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import { EVERY_KIND, filledObject } from './everyKind';
import type { SuiteContext } from './harness';
import { environment, secret } from './samples';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Decision 0002, rules 1 and 7: creation, and reading back what was written. */
export function creatingSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;

  describe('create and get', () => {
    it('fills in what belongs to the store', async () => {
      const ns = await freshNamespace();
      const started = Math.floor(Date.now() / 1000) * 1000;
      const made = await store().create(
        RemoteEnvironmentKind,
        environment(ns, 'shop', {
          labels: { tier: 'gold' },
          annotations: { 'acme.test/note': 'any text\n' },
          finalizers: ['remote-env.dev/test'],
        }),
      );
      expect(made).toEqual({
        ...environment(ns, 'shop'),
        metadata: {
          namespace: ns,
          name: 'shop',
          uid: expect.stringMatching(UUID),
          resourceVersion: expect.stringMatching(/./),
          generation: 1,
          creationTimestamp: expect.stringMatching(
            /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
          ),
          labels: { tier: 'gold' },
          annotations: { 'acme.test/note': 'any text\n' },
          finalizers: ['remote-env.dev/test'],
        },
      });
      const created = Date.parse(made.metadata.creationTimestamp);
      expect(created).toBeGreaterThanOrEqual(started - 2000);
      expect(created).toBeLessThanOrEqual(Date.now() + 2000);
      expect(await store().get(RemoteEnvironmentKind, made.metadata)).toEqual(
        made,
      );
      await store().update(RemoteEnvironmentKind, {
        ...made,
        metadata: { ...made.metadata, finalizers: undefined },
      });
    });

    it('knows an object by kind, namespace and name together', async () => {
      const [a, b] = [await freshNamespace(), await freshNamespace()];
      const inA = await store().create(
        RemoteEnvironmentKind,
        environment(a, 'same'),
      );
      const inB = await store().create(
        RemoteEnvironmentKind,
        environment(b, 'same'),
      );
      const other = await store().create(SecretKind, secret(a, 'same', {}));
      const uids = [inA, inB, other].map(object => object.metadata.uid);
      expect(new Set(uids).size).toBe(3);
      for (const name of [
        'no',
        '',
        'same/same',
        'nul\u0000',
        'x'.repeat(300),
      ]) {
        expect(
          await store().get(RemoteEnvironmentKind, { namespace: b, name }),
        ).toBeUndefined();
        await expect(
          store().delete(RemoteEnvironmentKind, { namespace: b, name }),
        ).rejects.toMatchObject({ name: 'ResourceNotFoundError' });
      }
    });

    it('refuses a taken name, also while its holder is being deleted', async () => {
      const ns = await freshNamespace();
      const held = environment(ns, 'shop', {
        finalizers: ['remote-env.dev/test'],
      });
      const made = await store().create(RemoteEnvironmentKind, held);
      const taken = { name: 'ResourceExistsError' };
      await expect(
        store().create(RemoteEnvironmentKind, held),
      ).rejects.toMatchObject(taken);
      await store().delete(RemoteEnvironmentKind, made.metadata);
      await expect(
        store().create(RemoteEnvironmentKind, held),
      ).rejects.toMatchObject(taken);
      const marked = await store().get(RemoteEnvironmentKind, made.metadata);
      await store().update(RemoteEnvironmentKind, {
        ...marked!,
        metadata: { ...marked!.metadata, finalizers: [] },
      });
      const again = await store().create(
        RemoteEnvironmentKind,
        environment(ns, 'shop'),
      );
      expect(again.metadata.uid).not.toBe(made.metadata.uid);
      expect(again.metadata.resourceVersion).not.toBe(
        made.metadata.resourceVersion,
      );
      expect(again.metadata.generation).toBe(1);
    });

    it.each(EVERY_KIND.map(filled => ({ name: filled.kind.kind, filled })))(
      'reads back every field of a $name as it was written',
      async ({ filled }) => {
        const ns = await freshNamespace();
        const { kind, body, status } = filled;
        const made = await store().create(
          kind,
          filledObject(filled, { namespace: ns, name: 'full' }),
        );
        expect(made).toEqual(expect.objectContaining(body));
        expect('status' in made).toBe(false);
        if (status) {
          const withStatus = { ...made, status };
          const updated = await store().updateStatus(kind, withStatus);
          expect(updated).toEqual({
            ...withStatus,
            metadata: {
              ...made.metadata,
              resourceVersion: updated.metadata.resourceVersion,
            },
          });
          expect(await store().get(kind, made.metadata)).toEqual(updated);
        }
      },
    );
  });
}
