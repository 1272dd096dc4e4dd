import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '../../ports';
import { createDatabaseResourceStore } from './createDatabaseResourceStore';

describe('createDatabaseResourceStore on SQLite', () => {
  let directory: string;
  let file: string;
  const stores: ResourceStore[] = [];

  function open(encryptionKey = Buffer.alloc(32, 7)): ResourceStore {
    const store = createDatabaseResourceStore({
      connection: { client: 'sqlite', file },
      encryptionKey,
    });
    stores.push(store);
    return store;
  }

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'resources-'));
    file = path.join(directory, 'resources.sqlite');
  });

  afterEach(async () => {
    await Promise.all(stores.splice(0).map(store => store.close()));
    await rm(directory, { recursive: true });
  });

  it('makes files that only their owner can read', async () => {
    const store = open();
    await store.create(RemoteEnvironmentKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteEnvironment',
      metadata: { namespace: 'a', name: 'shop' },
      spec: {},
    });
    for (const suffix of ['', '-wal', '-shm']) {
      const { mode } = await stat(file + suffix);
      expect((mode % 0o1000).toString(8)).toBe('600');
    }
  });

  it('says which key is missing when a secret was sealed with another', async () => {
    await open().create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'a', name: 'credentials' },
      data: { password: Buffer.from('hunter2').toString('base64') },
    });
    const other = open(Buffer.alloc(32, 8));
    const refusal = {
      name: 'EncryptionKeyError',
      message: expect.stringMatching(/key [0-9a-f]{16}, but the configured/),
    };
    const name = { namespace: 'a', name: 'credentials' };
    await expect(other.get(SecretKind, name)).rejects.toMatchObject(refusal);
    await expect(other.list(SecretKind)).rejects.toMatchObject(refusal);
    await expect(
      other.create(SecretKind, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { namespace: 'a', name: 'another' },
        data: {},
      }),
    ).rejects.toMatchObject(refusal);
    expect((await open().list(SecretKind)).items).toHaveLength(1);
  });

  it('names the file that cannot be opened', async () => {
    file = path.join(directory, 'missing', 'resources.sqlite');
    await expect(
      open().get(SecretKind, { namespace: 'a', name: 'b' }),
    ).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining(file),
    });
  });
});
