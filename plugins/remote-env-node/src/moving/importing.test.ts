import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import { ResourceInvalidError, StoreUnavailableError } from '../ports';
import { NAMESPACES } from './__testUtils__/installations';
import { useHouses } from './__testUtils__/useHouses';

const WRITES = new Set(['create', 'updateStatus', 'put', 'copy', 'delete']);
const { system } = NAMESPACES;

jest.setTimeout(60_000);

describe('the house that is moved into', () => {
  const { given, write, read, verify, expectUntouched } = useHouses();

  /** The target, which refuses some calls. */
  const failing = (
    fails: (method: string, count: number) => Error | undefined,
  ) => {
    const { target } = given();
    let count = 0;
    const wrap = <T extends object>(store: T): T =>
      new Proxy(store, {
        get: (inner, key) => {
          const method: unknown = Reflect.get(inner, key);
          return typeof method !== 'function'
            ? method
            : (...args: unknown[]) => {
                count += 1;
                const error = fails(String(key), count);
                return error
                  ? Promise.reject(error)
                  : Reflect.apply(method, inner, args);
              };
        },
      });
    return {
      ...target,
      resources: wrap(target.resources),
      documents: wrap(target.documents),
    };
  };

  it('has to be empty', async () => {
    await write();
    await read();
    await expect(read()).rejects.toMatchObject({
      name: 'TargetRefusedError',
      message: expect.stringContaining(
        'RemoteEnvironment remote-env-system/shop',
      ),
    });
    await expect(read({ resume: true })).rejects.toMatchObject({
      name: 'TargetRefusedError',
    });
  });

  it('stays as it is in a dry run', async () => {
    await write();
    expect(await read({ dryRun: true })).toEqual({
      archive: expect.objectContaining({ changed: [] }),
    });
    await expectUntouched();
  });

  it('lacks namespaces, which are all named, and nothing is written', async () => {
    await write();
    let create = 0;
    const lacking = failing(method => {
      create += method === 'create' ? 1 : 0;
      return method === 'create' && create !== 1
        ? new ResourceInvalidError('metadata.namespace: not found')
        : undefined;
    });
    await expect(read({ target: lacking })).rejects.toMatchObject({
      name: 'TargetRefusedError',
      message: expect.stringMatching(/remote-env-system, shop-dev$/),
    });
    await expectUntouched();
  });

  it('gets everything whenever an import is broken off and gone on with', async () => {
    const { target, file } = given();
    await write();
    let broken = 0;
    for (let after = 4; ; after += 5) {
      let writes = 0;
      const breaking = failing(method => {
        writes += WRITES.has(method) ? 1 : 0;
        return WRITES.has(method) && writes > after
          ? new StoreUnavailableError('broken off')
          : undefined;
      });
      const attempt = await read({ target: breaking, resume: true }).catch(
        error => error,
      );
      if (!(attempt instanceof Error)) {
        break;
      }
      expect(attempt.message).toBe('broken off');
      await expect(read()).rejects.toMatchObject({
        message: expect.stringContaining('--resume'),
      });
      await expect(
        write({ source: target, file: `${file}.x` }),
      ).rejects.toThrow('not complete');
      broken += 1;
    }
    expect(broken).toBeGreaterThan(4);
    expect((await verify()).differences).toEqual([]);
  });

  it('goes on with the same archive only, and with nothing that somebody changed', async () => {
    const { target, file } = given();
    await write();
    const other = `${file}.other`;
    await write({ file: other });
    const breaking = failing((method, count) =>
      method === 'create' && count > 30
        ? new StoreUnavailableError('broken off')
        : undefined,
    );
    await expect(read({ target: breaking })).rejects.toThrow('broken off');
    await expect(read({ file: other, resume: true })).rejects.toMatchObject({
      name: 'TargetRefusedError',
      message: expect.stringContaining('another archive'),
    });
    const shop = await target.resources.get(RemoteEnvironmentKind, {
      namespace: system,
      name: 'shop',
    });
    await target.resources.update(RemoteEnvironmentKind, {
      ...shop!,
      spec: { displayName: 'Changed' },
    });
    await expect(read({ resume: true })).rejects.toThrow(
      'RemoteEnvironment remote-env-system/shop is there already and is another one (contents)',
    );
  });
});
