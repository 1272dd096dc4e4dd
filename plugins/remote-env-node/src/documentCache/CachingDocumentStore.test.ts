import { createHash } from 'node:crypto';
import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { createFilesystemDocumentStore } from '../filesystem';
import {
  contentKey,
  documentTextKey,
  StoreUnavailableError,
  type DocumentStore,
} from '../ports';
import { until } from '../testing/conditions';
import { askedStore, type Asked } from './__testUtils__/askedStore';
import { createCachingDocumentStore } from './CachingDocumentStore';

const PLAIN = { contentType: 'text/plain' };

describe('caching document store', () => {
  let folder: string;
  let cache: string;
  let behind: DocumentStore;
  let back: Asked;
  let store: DocumentStore;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'document-cache-'));
    cache = path.join(folder, 'cache');
    behind = await createFilesystemDocumentStore({
      root: path.join(folder, 'store'),
    });
    back = { asked: [], state: 'well' };
    store = await open();
  });

  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (maxBytes = 1000): Promise<DocumentStore> =>
    createCachingDocumentStore(askedStore(behind, back), {
      folder: cache,
      maxBytes,
    });

  const read = async (key: string) =>
    (await buffer((await store.get(key)).body)).toString();

  /** Puts it behind the cache's back. */
  async function put(content: string | Buffer): Promise<string> {
    const bytes = Buffer.from(content);
    const key = contentKey(createHash('sha256').update(bytes).digest('hex'));
    await behind.put(key, bytes, PLAIN);
    return key;
  }

  const files = async () =>
    (await readdir(path.join(cache, 'documents'), { recursive: true }))
      .filter(name => name.endsWith('~'))
      .sort();

  const kept = (count: number) =>
    until(`${count} documents are kept`, async () => {
      const writing = await readdir(path.join(cache, 'documents', '~writing'));
      return writing.length === 0 && (await files()).length === count;
    });

  /** Its file is there a moment before it counts as kept. */
  const readFromDisk = (key: string) =>
    until(`${key} is read from the disk`, async () => {
      back.asked = [];
      await read(key);
      return back.asked.length === 0;
    });

  it.each(['away', 'silent'] as const)(
    'reads what was read before from the disk while the store is %s',
    async how => {
      const key = await put('document');
      expect(await read(key)).toBe('document');
      await readFromDisk(key);
      back.state = how;
      back.asked = [];
      for (let round = 0; round < 3; round++) {
        const { info, body } = await store.get(key);
        expect(info).toMatchObject({ key, size: 8, contentType: 'text/plain' });
        expect((await buffer(body)).toString()).toBe('document');
      }
      expect(back.asked).toEqual([]);
    },
  );

  it('keeps what is written through it, and what an earlier process kept', async () => {
    const bytes = Buffer.from('written');
    const key = contentKey(createHash('sha256').update(bytes).digest('hex'));
    await store.put(key, bytes, PLAIN);
    await store.close();
    store = await open();
    back.state = 'away';
    expect(await read(key)).toBe('written');
  });

  it('keeps only documents whose key is their digest, and asks for the others', async () => {
    const sha256 = createHash('sha256').update('x').digest('hex');
    for (const key of ['a/b', documentTextKey(sha256)]) {
      await store.put(key, Buffer.from('x'), PLAIN);
      expect(await read(key)).toBe('x');
      back.state = 'away';
      await expect(store.get(key)).rejects.toMatchObject({
        name: 'StoreUnavailableError',
      });
      back.state = 'well';
    }
    // Somebody put other bytes under that key.
    await behind.put(contentKey(sha256), Buffer.from('y'), PLAIN);
    expect(await read(contentKey(sha256))).toBe('y');
    expect(await files()).toEqual([]);
  });

  it('always asks the store whether a document exists', async () => {
    const key = await put('document');
    await read(key);
    await kept(1);
    await behind.delete(key);
    expect(await store.stat(key)).toBeUndefined();
    expect(back.asked).toContain('stat');
  });

  it('stays below its limit, and lets go of what was not read for the longest time', async () => {
    const keys: string[] = [];
    for (const letter of 'abc') {
      keys.push(await put(letter.repeat(300)));
      await readFromDisk(keys.at(-1) ?? '');
    }
    const [a = '', b = '', c = ''] = keys;
    await read(a);
    const d = await put('d'.repeat(300));
    await readFromDisk(d);
    back.asked = [];
    for (const key of [a, c, d]) {
      await read(key);
    }
    expect(back.asked).toEqual([]);
    await read(b);
    expect(back.asked).toEqual(['get']);
  });

  it('does not keep what is larger than its limit, and shrinks to a new limit', async () => {
    const large = await put(Buffer.alloc(1001, 'x'));
    expect((await read(large)).length).toBe(1001);
    expect(await files()).toEqual([]);

    await read(await put('a'.repeat(400)));
    await kept(1);
    await read(await put('b'.repeat(400)));
    await kept(2);
    await store.close();
    store = await open(500);
    expect(await files()).toHaveLength(1);
  });

  it('notices damage on the disk before it hands out a byte, and fetches the document again', async () => {
    const key = await put('document');
    await read(key);
    await kept(1);
    await store.close();
    const [name = ''] = await files();
    const file = path.join(cache, 'documents', name);
    const bytes = await readFile(file);
    bytes.write('X', bytes.length - 1);
    await writeFile(file, bytes);

    store = await open();
    back.asked = [];
    expect(await read(key)).toBe('document');
    expect(back.asked).toEqual(['get']);
    await kept(1);
    back.state = 'away';
    expect(await read(key)).toBe('document');
  });

  it('begins anew when the folder cannot be read', async () => {
    const key = await put('document');
    await read(key);
    await kept(1);
    await store.close();
    const [name = ''] = await files();
    await writeFile(path.join(cache, 'documents', name), 'something else');
    store = await open();
    expect(await files()).toEqual([]);
    expect(await read(key)).toBe('document');
    await kept(1);
  });

  it('keeps nothing of a document that was not read to its end', async () => {
    const bytes = Buffer.alloc(900_000, 'x');
    const key = await put(bytes);
    await store.close();
    store = await open(1_000_000);
    const { body } = await store.get(key);
    for await (const chunk of body) {
      expect(chunk.length).toBeLessThan(bytes.length);
      break;
    }
    const unread = await store.get(key);
    unread.body.destroy();
    await kept(0);
    expect((await read(key)).length).toBe(bytes.length);
    await kept(1);
  });

  it('closes although somebody holds a document that is half read', async () => {
    const { body } = await store.get(await put('document'));
    await store.close();
    body.destroy();
    expect(await files()).toEqual([]);
  });

  it('passes on what breaks in the store, and keeps nothing of it', async () => {
    const key = await put('document');
    const get = behind.get.bind(behind);
    behind.get = async wanted => {
      const { info, body } = await get(wanted);
      body.destroy();
      const broken = async function* broken() {
        yield Buffer.from('docu');
        throw new StoreUnavailableError('lost');
      };
      return { info, body: Readable.from(broken(), { objectMode: false }) };
    };
    await expect(read(key)).rejects.toThrow('lost');
    await kept(0);
    behind.get = get;
    expect(await read(key)).toBe('document');
  });

  it('reads on when its own folder is gone', async () => {
    const key = await put('document');
    await read(key);
    await kept(1);
    await rm(cache, { recursive: true });
    expect(await read(key)).toBe('document');
    expect(await read(await put('another'))).toBe('another');
  });

  it('lets nobody but its owner look into its folder', async () => {
    expect((await stat(path.join(cache, 'documents'))).mode % 0o1000).toBe(
      0o700,
    );
  });

  it('forgets what is deleted through it', async () => {
    const key = await put('document');
    await read(key);
    await kept(1);
    await store.delete(key);
    await expect(store.get(key)).rejects.toMatchObject({
      name: 'DocumentNotFoundError',
    });
    await kept(0);
  });

  it('forgets what is deleted through it while somebody reads it for the first time', async () => {
    const key = await put('document');
    const { body } = await store.get(key);
    await store.delete(key);
    expect((await buffer(body)).toString()).toBe('document');
    await kept(0);
    await expect(store.get(key)).rejects.toMatchObject({
      name: 'DocumentNotFoundError',
    });
  });
});
