import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { documentStoreContract } from '../testing/documentStore';
import { createFilesystemDocumentStore } from './FilesystemDocumentStore';

async function newRoot(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'remote-env-documents-'));
}

documentStoreContract('filesystem', async () => {
  const root = await newRoot();
  return {
    open: () => createFilesystemDocumentStore({ root }),
    child: {
      module: path.join(__dirname, 'FilesystemDocumentStore.ts'),
      export: 'createFilesystemDocumentStore',
      options: { root },
    },
    dispose: () => rm(root, { recursive: true, force: true }),
  };
});

describe('filesystem document store', () => {
  let root: string;
  const text = { contentType: 'text/plain' };

  beforeEach(async () => {
    root = await newRoot();
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it('lets nobody but its owner read', async () => {
    const own = path.join(root, 'made', 'below');
    const store = await createFilesystemDocumentStore({ root: own });
    await store.put('a/b', Buffer.from('x'), text);
    const mode = async (...names: string[]) =>
      (await stat(path.join(own, ...names))).mode % 0o1000;
    expect(await mode()).toBe(0o700);
    expect(await mode('a')).toBe(0o700);
    expect(await mode('a', 'b~')).toBe(0o600);

    await chmod(own, 0o755);
    await createFilesystemDocumentStore({ root: own });
    expect(await mode()).toBe(0o700);
  });

  it('removes what killed writers left, and nothing of a living one', async () => {
    const store = await createFilesystemDocumentStore({ root });
    const writing = path.join(root, '~writing');
    await writeFile(path.join(writing, '999999999.abc'), 'left');
    await writeFile(path.join(writing, 'nonsense'), 'left');

    let begin = () => {};
    const begun = new Promise<void>(resolve => {
      begin = resolve;
    });
    let release = () => {};
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    async function* slow() {
      yield Buffer.from('first ');
      begin();
      await gate;
      yield Buffer.from('second');
    }
    const pending = store.put('slow', Readable.from(slow()), text);
    await begun;
    await createFilesystemDocumentStore({ root });
    expect(await readdir(writing)).toEqual([
      expect.stringMatching(new RegExp(`^${process.pid}\\.`)),
    ]);
    release();
    await expect(pending).resolves.toMatchObject({ size: 12 });
    expect(await readdir(writing)).toEqual([]);
  });

  it('leaves nothing behind when a write is refused', async () => {
    const store = await createFilesystemDocumentStore({ root });
    await expect(
      store.put('k', Buffer.alloc(10), { ...text, maxBytes: 5 }),
    ).rejects.toMatchObject({ name: 'DocumentIntegrityError' });
    expect(await readdir(path.join(root, '~writing'))).toEqual([]);
  });

  it('leaves nothing behind when it copies, not even onto a link to the same file', async () => {
    const store = await createFilesystemDocumentStore({ root });
    await store.put('a', Buffer.from('x'), text);
    await store.copy('a', 'deep/below/b');
    await store.copy('a', 'deep/below/b');
    await store.copy('a', 'a');
    expect(await readdir(path.join(root, '~writing'))).toEqual([]);
    expect((await stat(path.join(root, 'a~'))).ino).toBe(
      (await stat(path.join(root, 'deep', 'below', 'b~'))).ino,
    );
  });

  it('notices damage instead of handing it out', async () => {
    const store = await createFilesystemDocumentStore({ root });
    await store.put('k', Buffer.from('abcdef'), text);
    const file = path.join(root, 'k~');
    const bytes = await readFile(file);

    await writeFile(file, bytes.subarray(0, -1));
    const damaged = { name: 'DocumentIntegrityError' };
    await expect(store.get('k')).rejects.toMatchObject(damaged);

    bytes.write('X', bytes.length - 1);
    await writeFile(file, bytes);
    const { body } = await store.get('k');
    await expect(body.toArray()).rejects.toMatchObject(damaged);

    await writeFile(file, 'something else');
    await expect(store.stat('k')).rejects.toMatchObject(damaged);
  });

  it('follows no link out of its folder and names no path in its errors', async () => {
    const store = await createFilesystemDocumentStore({ root });
    const outside = path.join(root, '..', `${path.basename(root)}-outside`);
    await writeFile(outside, 'secret');
    await symlink(outside, path.join(root, 'link~'));
    const failure = await store.get('link').catch(error => error);
    expect(failure).toMatchObject({ name: 'StoreUnavailableError' });
    expect(failure.message).not.toContain(root);
    await rm(outside);

    await mkdir(path.join(root, 'folder~'));
    await expect(
      store.put('folder', Buffer.from('x'), text),
    ).rejects.toMatchObject({ name: 'StoreUnavailableError' });
  });

  it('gives its file handle back when a body is never read', async () => {
    const store = await createFilesystemDocumentStore({ root });
    await store.put('k', Buffer.alloc(500_000), text);
    const open = async () => (await readdir('/proc/self/fd')).length;
    const before = await open();
    const unread = await Promise.all(
      Array.from({ length: 20 }, () => store.get('k')),
    );
    expect(await open()).toBeGreaterThanOrEqual(before + 20);
    await Promise.all(
      unread.map(
        ({ body }) =>
          new Promise(resolve => body.once('close', resolve).destroy()),
      ),
    );
    await expect(eventually(open, before)).resolves.toBe(before);
  });
});

/** The operating system's count follows the close by a turn or two of the event loop. */
async function eventually(
  read: () => Promise<number>,
  wanted: number,
): Promise<number> {
  for (let turn = 0; turn < 100; turn++) {
    if ((await read()) <= wanted) {
      return wanted;
    }
  }
  return read();
}
