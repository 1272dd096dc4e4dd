import { text } from 'node:stream/consumers';
import type { SuiteContext } from './harness';

const PLAIN = { contentType: 'text/plain; charset=utf-8' };

/** Copies are documents of their own. */
export function copyingSuite(context: SuiteContext): void {
  const { harness, store } = context;

  describe('copy', () => {
    const put = (key: string, content: string) =>
      store().put(key, Buffer.from(content), PLAIN);
    const read = async (key: string) => text((await store().get(key)).body);

    it('has the bytes and what is known of them, also for another process', async () => {
      const source = await put('sha256/ab/cd', 'Größe');
      const copy = await store().copy(
        'sha256/ab/cd',
        'service-class/1/api.json',
      );
      expect(copy).toEqual({ ...source, key: 'service-class/1/api.json' });
      const other = await harness().open();
      const got = await other.get('service-class/1/api.json');
      expect(got.info).toEqual(copy);
      expect(await text(got.body)).toBe('Größe');
      expect(await other.stat('sha256/ab/cd')).toEqual(source);
      await other.close();
    });

    it('lets source and copy go their own ways', async () => {
      await put('source', 'first');
      await store().copy('source', 'copy');
      await put('source', 'second');
      expect(await read('copy')).toBe('first');
      await put('copy', 'own');
      expect(await read('source')).toBe('second');
      await store().copy('source', 'copy');
      await store().delete('source');
      expect(await read('copy')).toBe('second');
    });

    it('replaces, repeats itself, and copies onto itself without harm', async () => {
      await put('old', 'old');
      await put('new', 'new');
      await store().copy('old', 'copy');
      await store().copy('new', 'copy');
      await store().copy('new', 'copy');
      const same = await store().copy('copy', 'copy');
      expect(same).toEqual(await store().stat('copy'));
      expect(await read('copy')).toBe('new');
      const keys: string[] = [];
      for await (const { key } of store().list('')) {
        keys.push(key);
      }
      expect(keys).toEqual(['copy', 'new', 'old']);
    });

    it('leaves everything as it is where there is no source', async () => {
      await put('copy', 'kept');
      await expect(store().copy('no/such', 'copy')).rejects.toMatchObject({
        name: 'DocumentNotFoundError',
      });
      expect(await read('copy')).toBe('kept');
      const invalid = { name: 'ResourceInvalidError' };
      await expect(store().copy('copy', '../x')).rejects.toMatchObject(invalid);
      await expect(store().copy('../x', 'copy')).rejects.toMatchObject(invalid);
    });

    it('shows a reader the document before or the whole copy', async () => {
      await put('a', 'a'.repeat(100_000));
      await put('b', 'b'.repeat(100_000));
      await store().copy('a', 'k');
      let copying = true;
      const copies = (async () => {
        for (let round = 0; round < 15; round++) {
          await store().copy(round % 2 === 0 ? 'b' : 'a', 'k');
        }
        copying = false;
      })();
      let reads = 0;
      while (copying) {
        // A read that is not of one document fails by its digest.
        expect(new Set(await read('k')).size).toBe(1);
        reads += 1;
      }
      await copies;
      expect(reads).toBeGreaterThan(0);
    });
  });
}
