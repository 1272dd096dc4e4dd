import { Readable } from 'node:stream';
import { contentKey } from '../../ports';
import { collect, digest, text } from './contents';
import type { SuiteContext } from './harness';

/** What is put is what is read. */
export function puttingSuite(context: SuiteContext): void {
  const { harness, store, put } = context;

  describe('put, get and stat', () => {
    it('gives back the bytes and what is known of them, also to another process', async () => {
      const bytes = Buffer.from('{"openapi":"3.1.0","title":"Größe"}');
      const sha256 = digest(bytes);
      const started = Date.now();
      const info = await store().put(contentKey(sha256), bytes, {
        contentType: 'application/json; charset=utf-8',
        sha256,
      });
      expect(info).toEqual({
        key: contentKey(sha256),
        size: bytes.length,
        contentType: 'application/json; charset=utf-8',
        sha256,
        lastModified: expect.any(String),
      });
      expect(Date.parse(info.lastModified)).toBeGreaterThan(started - 2000);

      const other = await harness().open();
      const got = await other.get(contentKey(sha256));
      expect(got.info).toEqual(info);
      expect(await collect(got.body)).toEqual(bytes);
      expect(await other.stat(contentKey(sha256))).toEqual(info);
      await other.close();
    });

    it('takes a stream, and a document without bytes', async () => {
      const chunks = ['one ', 'two ', 'three'].map(c => Buffer.from(c));
      await store().put('a/stream', Readable.from(chunks), {
        contentType: 'text/plain',
      });
      expect(await text(store(), 'a/stream')).toBe('one two three');

      const empty = await put('a/empty', '');
      expect(empty).toMatchObject({ size: 0, sha256: digest(Buffer.of()) });
      expect(await text(store(), 'a/empty')).toBe('');
    });

    it('replaces a document, and keeps a key apart from the keys below it', async () => {
      await put('a', 'first');
      await put('a/b', 'below');
      await put('a', 'second');
      expect(await text(store(), 'a')).toBe('second');
      expect(await text(store(), 'a/b')).toBe('below');
    });

    it('knows what is not there', async () => {
      expect(await store().stat('no/such')).toBeUndefined();
      await expect(store().get('no/such')).rejects.toMatchObject({
        name: 'DocumentNotFoundError',
      });
      await put('a', 'x');
      await expect(store().get('a/b')).rejects.toMatchObject({
        name: 'DocumentNotFoundError',
      });
    });

    it('lets a reader finish what it began although the document is replaced or removed', async () => {
      const before = Buffer.alloc(300_000, 'before');
      await store().put('k', before, { contentType: 'text/plain' });
      const replaced = await store().get('k');
      await put('k', 'after');
      const removed = await store().get('k');
      await store().delete('k');
      expect(await collect(replaced.body)).toEqual(before);
      expect((await collect(removed.body)).toString()).toBe('after');
    });
  });
}
