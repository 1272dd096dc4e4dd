import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';

export const SYSTEM = 'remote-env-system';

/**
 * A resource store on SQLite for each test; other handles on the same file stand for other processes. What follows a
 * store is ended by an `afterEach` before this call: hooks run in the order of their definition.
 */
export function useTestStore() {
  let directory: string;
  const stores: ResourceStore[] = [];

  const open = () => {
    const store = createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(directory, 'resources.sqlite'),
      },
      encryptionKey: Buffer.alloc(32, 7),
    });
    stores.push(store);
    return store;
  };

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'portal-store-'));
  });

  afterEach(async () => {
    await Promise.all(stores.splice(0).map(store => store.close()));
    await rm(directory, { recursive: true });
  });

  return { open };
}

/** Polls until the callback no longer throws. */
export async function eventually<T>(
  check: () => Promise<T> | T,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
