import {
  copyFile,
  mkdir,
  mkdtemp,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoreV1Api } from '@kubernetes/client-node';
import {
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceKind,
} from '@remote-env/plugin-remote-env-common';
import type {
  DocumentStore,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import { createKubernetesResourceStore } from '@remote-env/plugin-remote-env-node/kubernetes';
import { createMinioDocumentStore } from '@remote-env/plugin-remote-env-node/minio';
import {
  installAccounts,
  installDefinitions,
  SYSTEM,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import {
  startS3,
  type TestS3,
} from '@remote-env/plugin-remote-env-node/testing-s3';
import { mockLogger } from '../__testUtils__/mockLogger';
import { openStores, registryOver } from '../__testUtils__/registryHarness';
import { FULL } from '../__testUtils__/serviceDefinitions';
import { SpecificationParser } from '../registry';
import { acceptance } from './__testUtils__/acceptance';
import { Command } from './__testUtils__/Command';
import { everything } from './__testUtils__/everything';
import { liveIn, type Held } from './__testUtils__/liveIn';

const SERVICES = 25;

jest.setTimeout(180_000);

describe('moving house between embedded and cluster', () => {
  let folder: string;
  let kubernetes: TestKubernetes;
  let s3: TestS3;
  let command: Command;
  let held: Held;
  let cluster: { resources: ResourceStore; documents: DocumentStore };

  const file = (name: string) => path.join(folder, name);
  const config = (name: string) => ['--config', file(`${name}.json`)];
  const configure = (name: string, remoteEnv: object) =>
    writeFile(
      file(`${name}.json`),
      JSON.stringify({
        remoteEnv: {
          dataDir: file(name),
          secrets: { encryptionKey: Buffer.alloc(32, 7).toString('base64') },
          gateway: {
            token: 'x'.repeat(32),
            assertionKey: Buffer.alloc(32, 1).toString('base64'),
            controlToken: 'y'.repeat(32),
          },
          ...remoteEnv,
        },
      }),
    );
  const succeed = async (...args: string[]) => {
    const { code, stdout, stderr } = await command.run(args);
    expect({ args, code, stderr: code === 0 ? '' : stderr }).toEqual({
      args,
      code: 0,
      stderr: '',
    });
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'remote-env-moving-'));
    [kubernetes, s3, command] = await Promise.all([
      TestKubernetes.start(),
      startS3(),
      Command.build({ REMOTE_ENV_PASSPHRASE: 'correct horse battery' }),
    ]);
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, 'shop-dev');
    // What an import gets wrong about owners is collected.
    await kubernetes.startControllers();
    const kubeconfig = kubernetes.adminKubeconfig;
    const minio = s3.options();
    const { credentials, timeoutMs: _, ...connection } = minio;
    await configure('house', {});
    await configure('back', {});
    await configure('cluster', {
      resourceStore: { type: 'kubernetes', kubernetes: { kubeconfig } },
      documentStore: {
        type: 'minio',
        minio: { ...connection, ...credentials },
      },
    });
    cluster = {
      resources: createKubernetesResourceStore({ connection: { kubeconfig } }),
      documents: await createMinioDocumentStore(minio),
    };
    await mkdir(file('house'));
    held = await liveIn(file('house'), SERVICES);
  });

  afterAll(async () => {
    await cluster?.resources.close();
    await cluster?.documents.close();
    await command?.remove();
    await kubernetes?.stop();
    await s3?.stop();
    await rm(folder, { recursive: true });
  });

  it('says what an archive holds, and opens it for nobody else', async () => {
    const summary = await succeed('export', file('a.tar'), ...config('house'));
    expect(summary).toMatchObject({
      resources: {
        RemoteEnvironment: 2,
        ConnectionApproval: 2,
        ClientCertificate: 2,
        RemoteService: SERVICES + 1,
        RemoteServiceBinding: 2,
        EventSubscription: 1,
        // Authorities and edge, credentials and parameters, bindings.
        Secret: 4 + SERVICES + 2 + 2,
      },
      documents: { count: 6, copies: 3 },
    });
    const wrong = await command.run(
      ['import', file('a.tar'), ...config('cluster')],
      { REMOTE_ENV_PASSPHRASE: 'another passphrase' },
    );
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('The passphrase is not that of the archive');
    const none = await command.run(
      ['import', file('a.tar'), ...config('cluster')],
      { REMOTE_ENV_PASSPHRASE: '' },
    );
    expect(none).toMatchObject({ code: 2, stdout: '' });
  });

  it('refuses what is cut off, and names namespaces that are missing, before it writes anything', async () => {
    await copyFile(file('a.tar'), file('cut.tar'));
    await truncate(file('cut.tar'), (await stat(file('a.tar'))).size / 2);
    const cut = await command.run([
      ...['import', file('cut.tar'), ...config('cluster')],
    ]);
    expect(cut).toMatchObject({ code: 1, stdout: '' });
    expect(cut.stderr).toContain('not complete');
    const lacking = await command.run([
      ...['import', file('a.tar'), ...config('cluster')],
    ]);
    expect(lacking).toMatchObject({ code: 5, stdout: '' });
    expect(lacking.stderr).toContain('make them first: shop-live');
    expect(await everything(cluster)).toEqual({ objects: {}, documents: {} });
    const dry = await succeed(
      ...['import', file('a.tar'), '--dry-run', ...config('cluster')],
    );
    expect(dry.target).toBeUndefined();
    expect(await everything(cluster)).toEqual({ objects: {}, documents: {} });
  });

  it('brings everything to the cluster, although it is killed in the middle', async () => {
    const core = kubernetes.admin().makeApiClient(CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: 'shop-live' } } });
    const killed = command.start([
      ...['import', file('a.tar'), ...config('cluster')],
    ]);
    const watching = new AbortController();
    for await (const change of cluster.resources.watch(RemoteServiceKind, {
      namespace: SYSTEM,
      resourceVersion: (await cluster.resources.list(RemoteServiceKind))
        .resourceVersion,
      signal: watching.signal,
    })) {
      if (change.type === 'ADDED') {
        killed.kill();
        break;
      }
    }
    watching.abort();
    expect(await killed.end).toMatchObject({ code: null, stdout: '' });
    const half = Object.keys((await everything(cluster)).objects);
    expect(half).not.toHaveLength(0);
    expect(half.some(name => name.startsWith('EventSubscription'))).toBe(false);

    const again = await command.run([
      ...['import', file('a.tar'), ...config('cluster')],
    ]);
    expect(again).toMatchObject({ code: 5, stdout: '' });
    expect(again.stderr).toContain('--resume');
    const resumed = await succeed(
      ...['import', file('a.tar'), '--resume', ...config('cluster')],
    );
    expect(resumed).toMatchObject({ equal: true });
    expect(
      await succeed('import', file('a.tar'), '--verify', ...config('cluster')),
    ).toMatchObject({ count: 0, differences: [] });
    const house = await openStores(file('house'));
    expect(await everything(cluster)).toEqual(await everything(house));
    await house.close();
  });

  it('has the certificates accepted that were issued before, and no others', async () => {
    expect(await acceptance(cluster.resources, held.certificate)).toBe(
      'accepted',
    );
    expect(await acceptance(cluster.resources, held.revokedCertificate)).toBe(
      'revoked',
    );
  });

  it('lets an identifier mean the service that it meant', async () => {
    const logger = mockLogger();
    const specifications = SpecificationParser.create({ logger });
    const registry = registryOver(cluster, {
      specifications,
      logger,
      fetcher: { fetch: () => Promise.reject(new Error('not used')) },
    });
    const shop = await cluster.resources.get(RemoteEnvironmentKind, {
      namespace: SYSTEM,
      name: 'shop',
    });
    const environment = { name: 'shop', uid: shop?.metadata.uid ?? '' };
    await expect(registry.register(environment, FULL)).rejects.toMatchObject({
      name: 'ServiceExistsError',
    });
    expect(await registry.get(environment, held.serviceId)).toMatchObject({
      identifier: FULL.identifier,
      documents: expect.arrayContaining([
        expect.objectContaining({ role: 'apiSpec' }),
      ]),
    });
    await specifications.close();
  });

  it('brings everything back into a fresh embedded installation', async () => {
    await succeed('export', file('b.tar'), ...config('cluster'));
    await succeed('import', file('b.tar'), ...config('back'));
    for (const archive of ['a.tar', 'b.tar']) {
      expect(
        await succeed('import', file(archive), '--verify', ...config('back')),
      ).toMatchObject({ count: 0, differences: [] });
    }
    const [house, back] = [
      await openStores(file('house')),
      await openStores(file('back')),
    ];
    expect(await everything(back)).toEqual(await everything(house));
    expect(await acceptance(back.resources, held.certificate)).toBe('accepted');
    await back.resources.delete(EventSubscriptionKind, {
      namespace: SYSTEM,
      name: (
        await back.resources.list(EventSubscriptionKind)
      ).items[0]!.metadata.name,
    });
    await Promise.all([house.close(), back.close()]);
    const other = await command.run([
      ...['import', file('a.tar'), '--verify', ...config('back')],
    ]);
    expect(other.code).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({
      count: 1,
      differences: [expect.stringMatching(/^EventSubscription .*: missing$/)],
    });
  });
});
