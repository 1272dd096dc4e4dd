import * as common from '@remote-env/plugin-remote-env-common';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ResourceInvalidError, StoreUnavailableError } from '../ports';
import {
  fill,
  NAMESPACES,
  newInstallation,
} from './__testUtils__/installations';
import {
  contentsOf,
  exportInstallation,
  importInstallation,
  verifyInstallation,
  type Installation,
} from './index';
import { MOVED_KINDS } from './kinds';

const {
  ClientCertificateKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  SERVICE_IDS_ANNOTATION,
} = common;
const WRITES = new Set(['create', 'updateStatus', 'put', 'copy', 'delete']);
const passphrase = 'correct horse battery staple';
const { system } = NAMESPACES;

jest.setTimeout(60_000);

describe('moving house', () => {
  let source: Awaited<ReturnType<typeof newInstallation>>;
  let target: Awaited<ReturnType<typeof newInstallation>>;
  let file: string;

  beforeEach(async () => {
    source = await newInstallation();
    target = await newInstallation();
    file = path.join(source.folder, 'house.tar');
    await fill(source);
  });

  afterEach(async () => {
    await source.dispose();
    await target.dispose();
  });

  const write = () => exportInstallation({ source, file, passphrase });
  const read = (more: object = {}) =>
    importInstallation({ target, file, passphrase, ...more });
  const verify = (of: Installation = target) =>
    verifyInstallation({ target: of, file, passphrase });
  const untouched = async () => {
    expect((await contentsOf(target)).documents.count).toBe(0);
    for (const kind of MOVED_KINDS) {
      expect((await target.resources.list(kind)).items).toEqual([]);
    }
  };

  it('carries every kind of resource there is, but what the portal makes from others', () => {
    const kinds = new Set(
      Object.values(common).flatMap(value =>
        typeof value === 'object' && 'plural' in value ? [value.kind] : [],
      ),
    );
    expect(kinds.delete(common.KubernetesServiceKind.kind)).toBe(true);
    expect(kinds.size).toBeGreaterThan(6);
    expect(new Set(MOVED_KINDS.map(({ kind }) => kind))).toEqual(kinds);
  });

  it('brings everything to other stores, under the uids that they give', async () => {
    const exported = await write();
    expect(exported).toMatchObject({
      resources: {
        RemoteEnvironment: 1,
        ConnectionApproval: 1,
        ClientCertificate: 2,
        RemoteService: 3,
        RemoteServiceBinding: 3,
        EventSubscription: 1,
        Secret: 8,
      },
      documents: { count: 4, copies: 3 },
      changed: [],
    });
    const imported = await read();
    expect(imported.archive).toEqual(exported);
    expect(imported.target).toEqual({
      resources: exported.resources,
      documents: exported.documents,
    });
    expect(await verify()).toMatchObject({ count: 0, differences: [] });

    const get = <T extends common.Resource>(
      kind: common.ResourceKind<T>,
      name: string,
      namespace = system,
    ) => target.resources.get(kind, { namespace, name });
    const shop = await get(RemoteEnvironmentKind, 'shop');
    const before = await source.resources.get(RemoteEnvironmentKind, {
      namespace: system,
      name: 'shop',
    });
    const uid = shop?.metadata.uid;
    expect(uid).not.toBe(before?.metadata.uid);
    expect(shop).toMatchObject({
      metadata: {
        annotations: { [SERVICE_IDS_ANNOTATION]: before?.metadata.uid },
      },
      status: before?.status,
    });
    const certificate = await get(ClientCertificateKind, 'of-shop');
    expect(certificate).toMatchObject({
      spec: { environment: { uid } },
      status: { revocation: { by: 'user:default/admin' } },
    });
    expect(await get(ClientCertificateKind, 'of-nobody')).toMatchObject({
      spec: { environment: { uid: '00000000-0000-4000-8000-00000000dead' } },
    });
    const service = await get(RemoteServiceKind, 'service-1');
    expect(service?.metadata.ownerReferences).toMatchObject([{ uid }]);
    const credentials = await get(SecretKind, 're-shop-service-1');
    expect(credentials).toMatchObject({
      data: { value: 'c2VjcmV0' },
      metadata: { ownerReferences: [{ uid: service?.metadata.uid }] },
    });
    expect(await get(SecretKind, 'rb-1', 'shop-dev')).toBeDefined();
    expect(await get(SecretKind, 'somebody-elses')).toBeUndefined();
    const going = await get(RemoteServiceBindingKind, 'rb-0');
    expect(going?.metadata).toMatchObject({
      deletionTimestamp: expect.any(String),
      finalizers: ['remote-env.dev/binding-secret'],
    });
    const leftOver = (await target.resources.list(SecretKind)).items.filter(
      ({ metadata }) => metadata.name === 'remote-env-import',
    );
    expect(leftOver).toEqual([]);
  });

  it('keeps the seed of the ids of services when it moves again', async () => {
    await write();
    await read();
    const second = path.join(source.folder, 'second.tar');
    await exportInstallation({ source: target, file: second, passphrase });
    const third = await newInstallation();
    await importInstallation({ target: third, file: second, passphrase });
    const name = { namespace: system, name: 'shop' };
    const first = await source.resources.get(RemoteEnvironmentKind, name);
    const last = await third.resources.get(RemoteEnvironmentKind, name);
    expect(last?.metadata.annotations?.[SERVICE_IDS_ANNOTATION]).toBe(
      first?.metadata.uid,
    );
    // The first archive tells of the third house, too.
    expect((await verify(third)).differences).toEqual([]);
    await third.dispose();
  });

  it('calls the namespaces of the installation what they are called there', async () => {
    const other = await newInstallation({ authority: 'keys', system: 'envs' });
    await write();
    await importInstallation({ target: other, file, passphrase });
    expect((await verify(other)).differences).toEqual([]);
    const list = async (namespace: string) =>
      (await other.resources.list(SecretKind, { namespace })).items.length;
    expect([await list('keys'), await list('envs')]).toEqual([1, 4]);
    expect(await list(system)).toBe(0);
    await other.dispose();
  });

  it('tells what is missing, other or too much', async () => {
    await write();
    await read();
    const { resources, documents } = target;
    const at = (name: string) => ({ namespace: system, name });
    await resources.delete(SecretKind, at('re-shop-service-1'));
    const service = await resources.get(RemoteServiceKind, at('service-2'));
    await resources.update(RemoteServiceKind, {
      ...service!,
      spec: { ...service!.spec, description: 'changed' },
    });
    const edge = await resources.get(SecretKind, at('edge-tls'));
    await resources.update(SecretKind, { ...edge!, data: { value: '' } });
    await resources.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...at('new'), labels: { 'remote-env.dev/x': '' } },
    });
    await documents.delete('service-class/service-0/apiSpec.json');
    await documents.put('new', Buffer.from('x'), { contentType: 'text/plain' });
    expect(await verify()).toMatchObject({
      count: 6,
      differences: [
        `RemoteService ${system}/service-2: other contents`,
        `Secret ${system}/edge-tls: other contents`,
        `Secret ${system}/new: not in the archive`,
        `Secret ${system}/re-shop-service-1: missing`,
        'document new: not in the archive',
        'document service-class/service-0/apiSpec.json: missing',
      ],
    });
  });

  describe('the archive', () => {
    it('is readable by its owner only, shows no secret, and is not overwritten', async () => {
      await write();
      expect((await stat(file)).mode % 0o1000).toBe(0o600);
      const bytes = await readFile(file);
      expect(bytes.includes('edge-tls')).toBe(true);
      expect(bytes.includes('c2VjcmV0')).toBe(false);
      await expect(write()).rejects.toMatchObject({
        name: 'SourceRefusedError',
        message: expect.stringContaining('not overwritten'),
      });
      expect(await readFile(file)).toEqual(bytes);
      expect(await readdir(source.folder)).not.toContain('house.tar.part');
    });

    it('opens by its passphrase only, which has to be one', async () => {
      await write();
      await expect(read({ passphrase: 'correct horse' })).rejects.toMatchObject(
        { name: 'PassphraseError' },
      );
      await untouched();
      await expect(
        exportInstallation({ source, file: `${file}2`, passphrase: 'short' }),
      ).rejects.toMatchObject({ name: 'PassphraseError' });
    });

    it('is refused wherever it ends too early', async () => {
      await write();
      const { size } = await stat(file);
      for (const share of [0, 0.01, 0.3, 0.6, 0.9]) {
        const whole = await readFile(file);
        await truncate(file, Math.floor(size * share));
        await expect(read()).rejects.toMatchObject({
          name: 'ArchiveRefusedError',
        });
        await writeFile(file, whole);
      }
      // At the end of an entry: everything but the manifest.
      const whole = await readFile(file);
      await writeFile(file, whole.subarray(0, whole.indexOf('manifest.json')));
      await expect(read()).rejects.toMatchObject({
        message: expect.stringContaining('not complete'),
      });
      await untouched();
    });

    it('is refused wherever a byte of it was changed', async () => {
      await write();
      const whole = await readFile(file);
      const places = [
        '"openapi"',
        '"displayName"',
        '"sealed":"',
        '"records"',
        'service-class/service-1',
        '"createdAt":"',
      ];
      for (const place of places) {
        const changed = Buffer.from(whole);
        const at = whole.indexOf(place) + place.length + 2;
        changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
        await writeFile(file, changed);
        await expect(read()).rejects.toMatchObject({
          name: 'ArchiveRefusedError',
        });
      }
      await writeFile(file, Buffer.concat([randomBytes(3000)]));
      await expect(read()).rejects.toMatchObject({
        name: 'ArchiveRefusedError',
      });
      await untouched();
    });

    it('of a later format is refused by its version', async () => {
      await write();
      const text = (await readFile(file)).toString('latin1');
      await writeFile(
        file,
        text.replace('"version":1', '"version":2'),
        'latin1',
      );
      await expect(read()).rejects.toThrow('format version 2');
    });
  });

  describe('the source', () => {
    it('must be quiet, or what it changed is told', async () => {
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
      const options = { source: noisy, file, passphrase };
      await expect(exportInstallation(options)).rejects.toMatchObject({
        name: 'SourceRefusedError',
        message: expect.stringContaining('(RemoteEnvironment)'),
      });
      expect(await readdir(source.folder)).toEqual(
        expect.not.arrayContaining([expect.stringContaining('house')]),
      );
      const summary = await exportInstallation({
        ...options,
        allowChanges: true,
      });
      expect(summary.changed).toEqual(['RemoteEnvironment']);
      expect((await read()).archive.changed).toEqual(['RemoteEnvironment']);
    });

    it('must be readable as a whole', async () => {
      await expect(
        exportInstallation({
          source,
          file,
          passphrase,
          unreadable: () => ['RemoteService x breaks its schema'],
        }),
      ).rejects.toThrow('would be left out: RemoteService x');
    });
  });

  describe('the target', () => {
    /** The target, which refuses some calls. */
    const failing = (
      fails: (method: string, count: number) => Error | undefined,
    ) => {
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
      await untouched();
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
      await untouched();
    });

    it('gets everything whenever an import is broken off and gone on with', async () => {
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
          exportInstallation({ source: target, file: `${file}.x`, passphrase }),
        ).rejects.toThrow('not complete');
        broken += 1;
      }
      expect(broken).toBeGreaterThan(4);
      expect((await verify()).differences).toEqual([]);
    });

    it('goes on with the same archive only, and with nothing that somebody changed', async () => {
      await write();
      const other = `${file}.other`;
      await exportInstallation({ source, file: other, passphrase });
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
});
