import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { contentKey, type DocumentInfo, type DocumentStore } from '../ports';
import { documentStoreCopying } from './documentStoreCopying';
import { versionOf } from './documentVersions';

/** How the suite reaches one adapter. */
export interface DocumentStoreHarness {
  /** Another store over the same documents each time, as another process would have it. */
  open(): Promise<DocumentStore>;
  /**
   * The same for a child process: a module that plain Node can load (absolute path), the name of an exported
   * function in it, and the argument that makes it return such a store.
   */
  child: { module: string; export: string; options: object };
  /** Removes everything. */
  dispose(): Promise<void>;
}

/**
 * What every `DocumentStore` has to hold; call it at the top level of a test file.
 *
 * @param name - of the adapter, for the titles
 * @param makeHarness - called for each test, over an empty set of documents
 */
export function documentStoreContract(
  name: string,
  makeHarness: () => Promise<DocumentStoreHarness>,
): void {
  describe(`DocumentStore contract: ${name}`, () => {
    let harness: DocumentStoreHarness;
    let store: DocumentStore;

    beforeEach(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });

    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    const put = (key: string, content: string) =>
      store.put(key, Buffer.from(content), { contentType: 'text/plain' });

    describe('put, get and stat', () => {
      it('gives back the bytes and what is known of them, also to another process', async () => {
        const bytes = Buffer.from('{"openapi":"3.1.0","title":"Größe"}');
        const sha256 = digest(bytes);
        const started = Date.now();
        const info = await store.put(contentKey(sha256), bytes, {
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

        const other = await harness.open();
        const got = await other.get(contentKey(sha256));
        expect(got.info).toEqual(info);
        expect(await collect(got.body)).toEqual(bytes);
        expect(await other.stat(contentKey(sha256))).toEqual(info);
        await other.close();
      });

      it('takes a stream, and a document without bytes', async () => {
        const chunks = ['one ', 'two ', 'three'].map(c => Buffer.from(c));
        await store.put('a/stream', Readable.from(chunks), {
          contentType: 'text/plain',
        });
        expect(await text(store, 'a/stream')).toBe('one two three');

        const empty = await put('a/empty', '');
        expect(empty).toMatchObject({ size: 0, sha256: digest(Buffer.of()) });
        expect(await text(store, 'a/empty')).toBe('');
      });

      it('replaces a document, and keeps a key apart from the keys below it', async () => {
        await put('a', 'first');
        await put('a/b', 'below');
        await put('a', 'second');
        expect(await text(store, 'a')).toBe('second');
        expect(await text(store, 'a/b')).toBe('below');
      });

      it('knows what is not there', async () => {
        expect(await store.stat('no/such')).toBeUndefined();
        await expect(store.get('no/such')).rejects.toMatchObject({
          name: 'DocumentNotFoundError',
        });
        await put('a', 'x');
        await expect(store.get('a/b')).rejects.toMatchObject({
          name: 'DocumentNotFoundError',
        });
      });

      it('lets a reader finish what it began although the document is replaced or removed', async () => {
        const before = Buffer.alloc(300_000, 'before');
        await store.put('k', before, { contentType: 'text/plain' });
        const replaced = await store.get('k');
        await put('k', 'after');
        const removed = await store.get('k');
        await store.delete('k');
        expect(await collect(replaced.body)).toEqual(before);
        expect((await collect(removed.body)).toString()).toBe('after');
      });
    });

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
        await expect(attempt(store)).rejects.toMatchObject({
          name: 'DocumentIntegrityError',
        });
        expect(await text(store, 'k')).toBe('kept');
        expect(await keys(store, '')).toEqual(['k']);
      });

      it('a source that breaks in the middle', async () => {
        await put('k', 'kept');
        async function* broken() {
          yield Buffer.alloc(200_000);
          throw new Error('connection lost');
        }
        await expect(
          store.put('k', Readable.from(broken()), {
            contentType: 'text/plain',
          }),
        ).rejects.toThrow('connection lost');
        expect(await text(store, 'k')).toBe('kept');
        await expect(
          store.put('new', Readable.from(broken()), {
            contentType: 'text/plain',
          }),
        ).rejects.toThrow('connection lost');
        expect(await keys(store, '')).toEqual(['k']);
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
          store.put('k', body, { contentType: 'text/plain', maxBytes: 10_000 }),
        ).rejects.toMatchObject({ name: 'DocumentIntegrityError' });
        expect(body.destroyed).toBe(true);
        expect(pulled).toBeLessThan(1000);
      });
    });

    const badKeys = [
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      '../x',
      'a/../b',
      'a/./b',
      'a b',
      'a\\b',
      'a\0b',
      'ä',
      'a~',
      'a:b',
      'a'.repeat(201),
      `${'a/'.repeat(256)}b`,
    ];
    it.each(badKeys.map(key => [key.slice(0, 20), key]))(
      'refuses the key %j everywhere',
      async (_, key) => {
        const invalid = { name: 'ResourceInvalidError' };
        await expect(put(key, 'x')).rejects.toMatchObject(invalid);
        await expect(store.get(key)).rejects.toMatchObject(invalid);
        await expect(store.stat(key)).rejects.toMatchObject(invalid);
        await expect(store.delete(key)).rejects.toMatchObject(invalid);
        expect(await keys(store, '')).toEqual([]);
      },
    );

    it('takes the longest keys', async () => {
      const key = `${'a'.repeat(200)}/${'b'.repeat(200)}/${'c'.repeat(110)}`;
      await put(key, 'long');
      expect(await text(store, key)).toBe('long');
      expect(await keys(store, 'aaa')).toEqual([key]);
    });

    documentStoreCopying(() => ({ store, harness }));

    describe('list and delete', () => {
      it('lists in the order of keys below any prefix', async () => {
        const all = ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a0', 'b/a'];
        for (const key of [...all].reverse()) {
          await put(key, key);
        }
        expect(await keys(store, '')).toEqual(all);
        expect(await keys(store, 'a/')).toEqual(['a/b', 'a/b-c', 'a/b/c']);
        expect(await keys(store, 'a/b')).toEqual(['a/b', 'a/b-c', 'a/b/c']);
        expect(await keys(store, 'b/a')).toEqual(['b/a']);
        expect(await keys(store, 'c')).toEqual([]);
        for await (const info of store.list('a/b/')) {
          expect(info).toEqual(await store.stat('a/b/c'));
        }
      });

      it('survives deletions while it lists', async () => {
        for (const key of ['a/1', 'a/2', 'a/3', 'b/1']) {
          await put(key, 'x');
        }
        const seen: string[] = [];
        for await (const { key } of store.list('')) {
          seen.push(key);
          await store.delete('a/2');
          await store.delete('b/1');
        }
        expect(seen).toContain('a/1');
        expect(seen).toContain('a/3');
      });

      it('deletes once and for all, and again without complaint', async () => {
        await put('a/b', 'x');
        await store.delete('a/b');
        await store.delete('a/b');
        await store.delete('never/there');
        expect(await store.stat('a/b')).toBeUndefined();
        expect(await keys(store, '')).toEqual([]);
      });
    });

    it('shows whole documents only while several writers replace one', async () => {
      const variants = ['a', 'b', 'c'].map(c => Buffer.alloc(150_000, c));
      const other = await harness.open();
      await store.put('k', variants[0]!, { contentType: 'text/plain' });
      let writing = true;
      const write = async (target: DocumentStore, offset: number) => {
        for (let round = 0; round < 12; round++) {
          const bytes = variants[(round + offset) % variants.length]!;
          await target.put('k', Readable.from([bytes]), {
            contentType: 'text/plain',
          });
        }
      };
      let reads = 0;
      const read = async () => {
        while (writing) {
          const { info, body } = await store.get('k');
          const bytes = await collect(body);
          expect(digest(bytes)).toBe(info.sha256);
          expect(variants.some(variant => variant.equals(bytes))).toBe(true);
          reads += 1;
        }
      };
      const readers = [read(), read()];
      await Promise.all([write(store, 0), write(other, 1)]);
      writing = false;
      await Promise.all(readers);
      expect(reads).toBeGreaterThan(0);
      await other.close();
    });

    it('refuses work once it is closed', async () => {
      const closed = await harness.open();
      await closed.close();
      const unavailable = { name: 'StoreUnavailableError' };
      await expect(closed.get('k')).rejects.toMatchObject(unavailable);
      await expect(
        closed.put('k', Buffer.from('x'), { contentType: 'text/plain' }),
      ).rejects.toMatchObject(unavailable);
    });

    it('keeps a whole document, none older than the last one confirmed, through 20 kills of its writer', async () => {
      let newest = 0;
      for (let round = 0; round < 20; round++) {
        const moment = round % 2 === 0 ? 'half' : 'done';
        const confirmed = await killedAt(harness, moment, 2 + (round % 3));
        const after = await harness.open();
        const { info, body } = await after.get('killed/document');
        const bytes = await collect(body);
        expect(digest(bytes)).toBe(info.sha256);
        newest = versionOf(bytes) ?? -1;
        expect(newest).toBeGreaterThanOrEqual(confirmed);
        expect(await keys(after, '')).toEqual(['killed/document']);
        await after.close();
      }
      expect(newest).toBeGreaterThan(0);
      // Each writer is a process that loads an engine's client first.
    }, 180_000);

    it('streams large documents in little memory, both ways', async () => {
      const child = startChild(harness, 'large');
      const lines: string[] = [];
      for await (const line of child.lines) {
        lines.push(line);
      }
      const [, complete, held] = (lines[0] ?? '').split(' ');
      expect(complete).toBe('true');
      expect(Number(held)).toBeLessThan(16 * 1024 * 1024);
    }, 120_000);
  });
}

function startChild(harness: DocumentStoreHarness, task: string) {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
      resolvePackagePath(
        '@remote-env/plugin-remote-env-node',
        'src/testing/documentStoreChild.ts',
      ),
      harness.child.module,
      harness.child.export,
      JSON.stringify(harness.child.options),
      task,
    ],
    // The test runner's own loader options are none of the child's business.
    { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } },
  );
  return { child, lines: createInterface({ input: child.stdout }) };
}

/** Kills a writer with SIGKILL the moment it reports `half N` or `done N`; returns the last version it confirmed. */
async function killedAt(
  harness: DocumentStoreHarness,
  moment: string,
  version: number,
): Promise<number> {
  const { child, lines } = startChild(harness, 'overwrite');
  const exited = new Promise<NodeJS.Signals | null>(resolve =>
    child.once('exit', (_, signal) => resolve(signal)),
  );
  let confirmed = 0;
  for await (const line of lines) {
    const [what, number] = line.split(' ');
    if (what === 'done') {
      confirmed = Number(number);
    }
    if (what === moment && Number(number) === version) {
      child.kill('SIGKILL');
    }
  }
  expect(await exited).toBe('SIGKILL');
  return confirmed;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function collect(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function text(store: DocumentStore, key: string): Promise<string> {
  return (await collect((await store.get(key)).body)).toString();
}

async function keys(store: DocumentStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix)) {
    found.push(key);
  }
  return found;
}
