import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { RemoteEnvironmentKind } from '@remote-env/plugin-remote-env-common';
import { createKubernetesResourceStore } from '../kubernetes';
import {
  AUTHORITY,
  installAccounts,
  SYSTEM,
} from '../testing/engines/kubernetesAccounts';
import { installDefinitions } from '../testing/engines/kubernetesHarness';
import { TestKubernetes } from '../testing/engines/startKubernetes';

const KEY = Buffer.alloc(32, 1).toString('base64');
const TOKEN = 'x'.repeat(32);

describe('resource store of a configuration with Kubernetes', () => {
  jest.setTimeout(60_000);
  let kubernetes: TestKubernetes;
  let kubeconfig: string;
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'remote-env-services-'));
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, 'shop-dev');
    kubeconfig = await kubernetes.kubeconfigFor(AUTHORITY, 'remote-env-portal');
  });

  afterAll(async () => {
    await kubernetes?.stop();
    await rm(dataDir, { recursive: true });
  });

  /** @returns what the program prints */
  async function run(connection: object, name: string): Promise<string> {
    const remoteEnv = {
      dataDir,
      secrets: { encryptionKey: KEY },
      gateway: { token: TOKEN, assertionKey: KEY, controlToken: TOKEN },
      resourceStore: { type: 'kubernetes', kubernetes: connection },
    };
    const running = promisify(execFile)(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        resolvePackagePath(
          '@remote-env/plugin-remote-env-node',
          'src/services/__testUtils__/resourceStoreProgram.ts',
        ),
        JSON.stringify({ remoteEnv }),
        name,
      ],
      { env: { PATH: process.env.PATH } },
    );
    const { stdout } = await running.catch(error => error);
    return stdout;
  }

  it('keeps resources there, and no file of its own', async () => {
    const uid = await run({ kubeconfig }, 'shop');
    const store = createKubernetesResourceStore({ connection: { kubeconfig } });
    const found = await store.get(RemoteEnvironmentKind, {
      namespace: SYSTEM,
      name: 'shop',
    });
    await store.close();
    expect(found?.metadata.uid).toBe(uid);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('says in one line what is wrong with its connection', async () => {
    expect(await run({}, 'no')).toBe(
      'Error: This process does not run in a Kubernetes cluster: name a kubeconfig file in remoteEnv.resourceStore.kubernetes.kubeconfig\n',
    );
    expect(await run({ kubeconfig: '/no/such' }, 'no')).toMatch(
      /^Error: The kubeconfig file '\/no\/such' cannot be used: [^\n]*\n$/,
    );
    expect(await run({ kubeconfig, context: 'other' }, 'no')).toMatch(
      /^Error: The kubeconfig file '[^\n]*' has no cluster for the context 'other'\n$/,
    );
    expect(await run({ kubeConfig: kubeconfig }, 'no')).toContain(
      'remoteEnv.resourceStore.kubernetes has unknown keys: kubeConfig',
    );
  });
});
