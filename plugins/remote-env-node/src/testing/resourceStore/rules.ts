import {
  RemoteEnvironmentKind,
  SecretKind,
  type NewObjectMeta,
} from '@remote-env/plugin-remote-env-common';
import type { SuiteContext } from './harness';
import { environment, secret } from './samples';

const invalid = (text: string | RegExp) => ({
  name: 'ResourceInvalidError',
  message: expect.stringMatching(text),
});

/** Decision 0002, rules 10 and 16: what no store takes, and that its refusal names the field. */
export function rulesSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;

  describe('rules', () => {
    it.each<[string, Partial<NewObjectMeta>]>([
      ['metadata.name', { name: '' }],
      ['metadata.name', { name: 'Upper' }],
      ['metadata.name', { name: 'under_score' }],
      ['metadata.name', { name: '-dash' }],
      ['metadata.name', { name: 'dot.' }],
      ['metadata.name', { name: 'a'.repeat(254) }],
      ['metadata.name', { name: 'a/b' }],
      ['metadata.namespace', { namespace: 'dot.ted' }],
      ['metadata.namespace', { namespace: 'a'.repeat(64) }],
      ['metadata.labels', { labels: { 'a b': 'c' } }],
      ['metadata.labels', { labels: { a: 'x'.repeat(64) } }],
      ['metadata.labels', { labels: { a: '-x' } }],
      ['metadata.labels', { labels: { 'a/b/c': 'x' } }],
      ['metadata.labels', { labels: { [`${'a'.repeat(64)}`]: 'x' } }],
      ['metadata.annotations', { annotations: { 'a b': '' } }],
      ['metadata.annotations', { annotations: { a: 'x'.repeat(262_144) } }],
      ['metadata.finalizers', { finalizers: ['not a name'] }],
      [
        'metadata.ownerReferences',
        {
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Secret', name: 'a', uid: '' },
          ],
        },
      ],
    ])('refuses a bad %s (%#)', async (field, metadata) => {
      const ns = await freshNamespace();
      const good = environment(ns, 'shop');
      await expect(
        store().create(RemoteEnvironmentKind, {
          ...good,
          metadata: { ...good.metadata, ...metadata },
        }),
      ).rejects.toMatchObject(invalid(field));
      const { items } = await store().list(RemoteEnvironmentKind, {
        namespace: ns,
      });
      expect(items).toEqual([]);
    });

    it('takes names and labels up to the limits', async () => {
      const ns = await freshNamespace();
      const name = `${'a'.repeat(63)}.0-9.${'b'.repeat(63)}`;
      const made = await store().create(
        RemoteEnvironmentKind,
        environment(ns, name, {
          labels: {
            [`${'p'.repeat(60)}.test/${'N'.repeat(63)}`]: 'V'.repeat(63),
            empty: '',
            'A_b.c-9': 'a_B.c-9',
          },
        }),
      );
      expect(await store().get(RemoteEnvironmentKind, made.metadata)).toEqual(
        made,
      );
    });

    it('refuses what breaks the schema and names the path', async () => {
      const ns = await freshNamespace();
      const broken = environment(ns, 'shop', { spec: { displayName: '' } });
      Object.assign(broken.spec, { displayName: 7 });
      await expect(
        store().create(RemoteEnvironmentKind, broken),
      ).rejects.toMatchObject(invalid('spec.displayName'));
      const made = await store().create(
        RemoteEnvironmentKind,
        environment(ns, 'shop'),
      );
      const changed = { ...made, spec: { ...broken.spec } };
      await expect(
        store().update(RemoteEnvironmentKind, changed),
      ).rejects.toMatchObject(invalid('spec.displayName'));
      const status = { serviceCount: 1 };
      Object.assign(status, { serviceCount: 'many' });
      await expect(
        store().updateStatus(RemoteEnvironmentKind, { ...made, status }),
      ).rejects.toMatchObject(invalid('status.serviceCount'));
      expect(await store().get(RemoteEnvironmentKind, made.metadata)).toEqual(
        made,
      );
    });

    it('drops what the schema does not know', async () => {
      const ns = await freshNamespace();
      const wide = environment(ns, 'shop', { spec: { displayName: 'Shop' } });
      Object.assign(wide.spec, { unknown: 'field' });
      const made = await store().create(RemoteEnvironmentKind, wide);
      expect(made.spec).toEqual({ displayName: 'Shop' });
      const same = await store().update(RemoteEnvironmentKind, {
        ...made,
        spec: { ...wide.spec },
      });
      expect(same).toEqual(made);
    });

    it('takes an object of almost 1 MiB and refuses a larger one', async () => {
      const ns = await freshNamespace();
      const made = await store().create(
        RemoteEnvironmentKind,
        environment(ns, 'large', {
          spec: { description: 'x'.repeat(1024 * 1024 - 1024) },
        }),
      );
      const large = { description: 'ü'.repeat(512 * 1024) };
      await expect(
        store().create(
          RemoteEnvironmentKind,
          environment(ns, 'larger', { spec: large }),
        ),
      ).rejects.toMatchObject(invalid('too large'));
      await expect(
        store().update(RemoteEnvironmentKind, { ...made, spec: large }),
      ).rejects.toMatchObject(invalid('too large'));
      expect(await store().get(RemoteEnvironmentKind, made.metadata)).toEqual(
        made,
      );
    });

    it('refuses Secrets whose keys or values are not allowed', async () => {
      const ns = await freshNamespace();
      await expect(
        store().create(SecretKind, {
          ...secret(ns, 's', {}),
          data: { password: 'no base64!' },
        }),
      ).rejects.toMatchObject(invalid('password'));
      await expect(
        store().create(SecretKind, secret(ns, 's', { 'a/b': 'x' })),
      ).rejects.toMatchObject(invalid('a/b'));
    });

    it('refuses selections that no label can match', async () => {
      const labels = { a: 'x'.repeat(64) };
      await expect(
        store().list(RemoteEnvironmentKind, { labels }),
      ).rejects.toMatchObject(invalid('labels'));
      const watch = store().watch(RemoteEnvironmentKind, {
        labels,
        resourceVersion: '1',
        signal: AbortSignal.timeout(5000),
      });
      await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject(
        invalid('labels'),
      );
    });
  });
}
