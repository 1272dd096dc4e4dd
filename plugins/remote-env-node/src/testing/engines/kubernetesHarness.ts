import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  ApiextensionsV1Api,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { createKubernetesResourceStore } from '../../kubernetes';
import { until } from '../conditions';
import { Program } from '../programs/Program';
import type { ResourceStoreHarness } from '../resourceStore';
import type { TestKubernetes } from './startKubernetes';

/** A file or folder of `deploy/base`. */
export function deployed(...segments: string[]): string {
  return resolvePackagePath(
    '@remote-env/plugin-remote-env-node',
    '../../deploy/base',
    ...segments,
  );
}

/** Installs every CustomResourceDefinition of `deploy/base/crds` and waits until they are served. */
export async function installDefinitions(
  kubernetes: TestKubernetes,
): Promise<void> {
  const folder = deployed('crds');
  for (const name of await readdir(folder)) {
    if (name !== 'kustomization.yaml') {
      await kubernetes.create(await readFile(path.join(folder, name), 'utf8'));
    }
  }
  const api = kubernetes.admin().makeApiClient(ApiextensionsV1Api);
  await until('the definitions are served', async () => {
    const { items } = await api.listCustomResourceDefinition();
    return items.every(({ status }) =>
      status?.conditions?.some(
        ({ type, status: value }) => type === 'Established' && value === 'True',
      ),
    );
  });
}

/** The contract's way to the resource store on an API server. The caller installs the definitions and ends the server. */
export async function kubernetesResourceStoreHarness(
  kubernetes: TestKubernetes,
): Promise<ResourceStoreHarness> {
  const core = kubernetes.admin().makeApiClient(CoreV1Api);
  const program = await Program.build(
    path.join(__dirname, 'kubernetesProgram.ts'),
  );
  const kubeconfig = kubernetes.adminKubeconfig;
  return {
    open: async () =>
      createKubernetesResourceStore({ connection: { kubeconfig } }),
    spawn: (...task) => program.start(kubeconfig, ...task),
    prepareNamespace: async namespace => {
      await core.createNamespace({ body: { metadata: { name: namespace } } });
    },
    expireHistory: () => expireHistory(kubernetes),
    dispose: () => program.dispose(),
  };
}

/**
 * etcd forgets what lists read, and a change of a definition makes the server drop what it remembers for watches of
 * that kind, as any upgrade of ours will.
 */
async function expireHistory(kubernetes: TestKubernetes): Promise<void> {
  await kubernetes.compact();
  const api = kubernetes.admin().makeApiClient(ApiextensionsV1Api);
  const name = 'remoteenvironments.remote-env.dev';
  const description = `Changed at ${new Date().toISOString()}`;
  await api.patchCustomResourceDefinition(
    {
      name,
      body: [
        {
          op: 'replace',
          path: '/spec/versions/0/schema/openAPIV3Schema/description',
          value: description,
        },
      ],
    },
    setHeaderOptions('Content-Type', PatchStrategy.JsonPatch),
  );
}
