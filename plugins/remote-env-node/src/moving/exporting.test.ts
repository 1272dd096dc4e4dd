import { readdir } from 'node:fs/promises';
import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import { NAMESPACES } from './__testUtils__/installations';
import { useHouses } from './__testUtils__/useHouses';
import type { Installation } from './index';

const { system } = NAMESPACES;

jest.setTimeout(60_000);

describe('the house that is left', () => {
  const { given, write, read } = useHouses();

  it('must be quiet, or what it changed is told', async () => {
    const { source } = given();
    const name = { namespace: system, name: 'shop' };
    const noisy: Installation = {
      ...source,
      documents: new Proxy(source.documents, {
        get: (store, key) =>
          key === 'list'
            ? async function* list(prefix: string) {
                const shop = await source.resources.get(
                  RemoteEnvironmentKind,
                  name,
                );
                await source.resources.updateStatus(RemoteEnvironmentKind, {
                  ...shop!,
                  status: { lastSeen: new Date().toISOString() },
                });
                yield* store.list(prefix);
              }
            : store[key as keyof typeof store].bind(store),
      }),
    };
    await expect(write({ source: noisy })).rejects.toMatchObject({
      name: 'SourceRefusedError',
      message: expect.stringContaining('(RemoteEnvironment)'),
    });
    expect(await readdir(source.folder)).toEqual(
      expect.not.arrayContaining([expect.stringContaining('house')]),
    );
    const summary = await write({ source: noisy, allowChanges: true });
    expect(summary.changed).toEqual(['RemoteEnvironment']);
    expect((await read()).archive.changed).toEqual(['RemoteEnvironment']);
  });

  it('must be readable as a whole', async () => {
    await expect(
      write({
        unreadable: () => ['RemoteService x breaks its schema'],
      }),
    ).rejects.toThrow('would be left out: RemoteService x');
  });
});
