import * as common from '@remote-env/plugin-remote-env-common';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { NAMESPACES, newInstallation } from './__testUtils__/installations';
import { passphrase, useHouses } from './__testUtils__/useHouses';
import { exportInstallation, importInstallation } from './index';
import { MOVED_KINDS } from './kinds';

const {
  ClientCertificateKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  SERVICE_IDS_ANNOTATION,
} = common;
const { system } = NAMESPACES;

jest.setTimeout(60_000);

describe('moving house', () => {
  const { given, write, read, verify } = useHouses();

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
    const { source, target, file } = given();
    const exported = await exportInstallation({ source, file, passphrase });
    expect(await readFile(file, 'latin1')).toContain('"cost":131072');
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
    const { source, target } = given();
    await write();
    await read();
    const second = path.join(source.folder, 'second.tar');
    await write({ source: target, file: second });
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
    const { file } = given();
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
    const { target } = given();
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
});
