import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type { SuiteContext } from './harness';
import { secret } from './samples';
import { WatchRecorder } from './WatchRecorder';

/** Stores that keep Secrets themselves keep them encrypted, now and in everything that remembers the past. */
export function secretsSuite(context: SuiteContext): void {
  const { store, openAnother, freshNamespace } = context;

  it('leaves no trace of a Secret in the clear', async () => {
    const { storedBytes } = context.harness();
    if (!storedBytes) {
      return;
    }
    const ns = await freshNamespace();
    const values = ['first-visible-value', 'second-visible-value'];
    const made = await store().create(
      SecretKind,
      secret(ns, 'credentials', { [`key-${values[0]}`]: values[0]! }),
    );
    const watch = WatchRecorder.start(await openAnother(), SecretKind, {
      namespace: ns,
      resourceVersion: made.metadata.resourceVersion,
    });
    const updated = await store().update(SecretKind, {
      ...made,
      data: secret(ns, 'credentials', { password: values[1]! }).data,
    });
    await store().delete(SecretKind, updated.metadata);
    await watch.has(2);
    expect(watch.changes.map(({ object }) => object.data)).toEqual([
      updated.data,
      updated.data,
    ]);
    await watch.stop();
    const bytes = await storedBytes();
    // Otherwise the wrong place was searched.
    expect(bytes.includes(ns)).toBe(true);
    for (const value of values) {
      expect(bytes.includes(value)).toBe(false);
      expect(bytes.includes(Buffer.from(value).toString('base64'))).toBe(false);
    }
  });
}
