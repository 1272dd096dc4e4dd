import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Operation } from '../engine/Operation';
import { getResource } from '../resources/operations';
import { resourcesComponent } from '../resources/schema';
import { SqliteEngine } from './SqliteEngine';
import { SqliteFile } from './SqliteFile';
import { locateWorker } from './workerLocation';

const missing = { kind: 'v1/Secret', path: 'a/b' };

const unknownOperation: Operation<undefined, undefined> = {
  name: 'nobody.knows',
  mode: 'read',
  *run() {
    return undefined;
  },
};

describe('SqliteEngine', () => {
  let directory: string;
  let file: string;
  let engine: SqliteEngine;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'engine-'));
    file = path.join(directory, 'db.sqlite');
    engine = SqliteEngine.create({ file, component: resourcesComponent });
  });

  afterEach(async () => {
    await engine.close();
    await rm(directory, { recursive: true });
  });

  it('starts another worker after one has failed', async () => {
    const before = engine.run(getResource, missing);
    const fatal = engine.run(unknownOperation, undefined);
    await expect(fatal).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining('nobody.knows'),
    });
    await before.catch(() => {});
    expect(await engine.run(getResource, missing)).toBeUndefined();
  });

  it('refuses a file that is no database, and takes it once it is one', async () => {
    await writeFile(file, 'this is a text and no database at all '.repeat(99));
    await expect(engine.run(getResource, missing)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining(file),
    });
    await rm(file);
    expect(await engine.run(getResource, missing)).toBeUndefined();
  });

  it('refuses tables of a newer release', async () => {
    await engine.run(getResource, missing);
    const other = SqliteFile.open(file);
    other.command('UPDATE remote_env_schema SET version = 99');
    other.close();
    await engine.close();
    engine = SqliteEngine.create({ file, component: resourcesComponent });
    await expect(engine.run(getResource, missing)).rejects.toThrow(
      'use a newer release',
    );
  });

  it('is durable: WAL with every commit synced', async () => {
    await engine.run(getResource, missing);
    const other = SqliteFile.open(file);
    const value = (pragma: string) =>
      Object.values(other.execute({ sql: pragma, params: [] })[0] ?? {})[0];
    expect(value('PRAGMA journal_mode')).toBe('wal');
    expect(value('PRAGMA synchronous')).toBe(2);
    other.close();
  });

  it('takes nothing more once it is closed', async () => {
    const accepted = engine.run(getResource, missing);
    await engine.close();
    expect(await accepted).toBeUndefined();
    await expect(engine.run(getResource, missing)).rejects.toMatchObject({
      name: 'StoreUnavailableError',
    });
  });

  it('says where a worker was looked for', () => {
    expect(() => locateWorker(directory)).toThrow(directory);
  });
});
