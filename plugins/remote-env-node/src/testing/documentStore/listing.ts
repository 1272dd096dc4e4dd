import { keys } from './contents';
import type { SuiteContext } from './harness';

/** Lists, and deletion. */
export function listingSuite(context: SuiteContext): void {
  const { store, put } = context;

  describe('list and delete', () => {
    it('lists in the order of keys below any prefix', async () => {
      const all = ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a0', 'b/a'];
      for (const key of [...all].reverse()) {
        await put(key, key);
      }
      expect(await keys(store(), '')).toEqual(all);
      expect(await keys(store(), 'a/')).toEqual(['a/b', 'a/b-c', 'a/b/c']);
      expect(await keys(store(), 'a/b')).toEqual(['a/b', 'a/b-c', 'a/b/c']);
      expect(await keys(store(), 'b/a')).toEqual(['b/a']);
      expect(await keys(store(), 'c')).toEqual([]);
      for await (const info of store().list('a/b/')) {
        expect(info).toEqual(await store().stat('a/b/c'));
      }
    });

    it('survives deletions while it lists', async () => {
      for (const key of ['a/1', 'a/2', 'a/3', 'b/1']) {
        await put(key, 'x');
      }
      const seen: string[] = [];
      for await (const { key } of store().list('')) {
        seen.push(key);
        await store().delete('a/2');
        await store().delete('b/1');
      }
      expect(seen).toContain('a/1');
      expect(seen).toContain('a/3');
    });

    it('deletes once and for all, and again without complaint', async () => {
      await put('a/b', 'x');
      await store().delete('a/b');
      await store().delete('a/b');
      await store().delete('never/there');
      expect(await store().stat('a/b')).toBeUndefined();
      expect(await keys(store(), '')).toEqual([]);
    });
  });
}
