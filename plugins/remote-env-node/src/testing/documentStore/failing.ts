import { Readable } from 'node:stream';
import type { DocumentInfo, DocumentStore } from '../../ports';
import { digest, keys, text } from './contents';
import type { SuiteContext } from './harness';

/** A put takes place as a whole or not at all. */
export function failingSuite(context: SuiteContext): void {
  const { store, put } = context;

  describe('what fails leaves the document before it', () => {
    const refused: [string, (s: DocumentStore) => Promise<DocumentInfo>][] = [
      [
        'another digest than promised',
        s =>
          s.put('k', Buffer.from('other'), {
            contentType: 'text/plain',
            sha256: digest(Buffer.from('promised')),
          }),
      ],
      [
        'more bytes than allowed',
        s =>
          s.put('k', Readable.from([Buffer.alloc(60), Buffer.alloc(60)]), {
            contentType: 'text/plain',
            maxBytes: 100,
          }),
      ],
    ];
    it.each(refused)('%s', async (_, attempt) => {
      await put('k', 'kept');
      await expect(attempt(store())).rejects.toMatchObject({
        name: 'DocumentIntegrityError',
      });
      expect(await text(store(), 'k')).toBe('kept');
      expect(await keys(store(), '')).toEqual(['k']);
    });

    it('a source that breaks in the middle', async () => {
      await put('k', 'kept');
      async function* broken() {
        yield Buffer.alloc(200_000);
        throw new Error('connection lost');
      }
      await expect(
        store().put('k', Readable.from(broken()), {
          contentType: 'text/plain',
        }),
      ).rejects.toThrow('connection lost');
      expect(await text(store(), 'k')).toBe('kept');
      await expect(
        store().put('new', Readable.from(broken()), {
          contentType: 'text/plain',
        }),
      ).rejects.toThrow('connection lost');
      expect(await keys(store(), '')).toEqual(['k']);
    });

    it('stops reading a source that is too large', async () => {
      let pulled = 0;
      function* endless() {
        for (;;) {
          pulled += 1;
          yield Buffer.alloc(1000);
        }
      }
      const body = Readable.from(endless());
      await expect(
        store().put('k', body, { contentType: 'text/plain', maxBytes: 10_000 }),
      ).rejects.toMatchObject({ name: 'DocumentIntegrityError' });
      expect(body.destroyed).toBe(true);
      expect(pulled).toBeLessThan(1000);
    });
  });
}
