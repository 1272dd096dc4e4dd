import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AuthorizationV1Api,
  CoreV1Api,
  KubeConfig,
  RbacAuthorizationV1Api,
} from '@kubernetes/client-node';
import { until } from '../conditions';
import { deployed } from './kubernetesHarness';
import type { TestKubernetes } from './startKubernetes';

export const AUTHORITY = 'remote-env-authority';
export const SYSTEM = 'remote-env-system';

/** Everybody has these. */
const OF_EVERYBODY = 'authorization.k8s.io';

/**
 * Makes the namespaces, accounts and roles of `deploy/base/rbac`, and namespaces of consumers.
 *
 * @param consumers - those namespaces
 */
export async function installAccounts(
  kubernetes: TestKubernetes,
  ...consumers: [string, ...string[]]
): Promise<void> {
  const core = kubernetes.admin().makeApiClient(CoreV1Api);
  for (const name of [AUTHORITY, SYSTEM, ...consumers]) {
    await core.createNamespace({ body: { metadata: { name } } });
  }
  const folder = deployed('rbac');
  for (const name of await readdir(folder)) {
    if (name !== 'kustomization.yaml') {
      await kubernetes.create(await readFile(path.join(folder, name), 'utf8'));
    }
  }
  const rbac = kubernetes.admin().makeApiClient(RbacAuthorizationV1Api);
  for (const namespace of consumers) {
    await rbac.createNamespacedRoleBinding({
      namespace,
      body: {
        metadata: { name: 'remote-env-bindings' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'remote-env-bindings',
        },
        subjects: [
          {
            kind: 'ServiceAccount',
            name: 'remote-env-portal',
            namespace: AUTHORITY,
          },
        ],
      },
    });
  }
  const last = consumers[consumers.length - 1] ?? SYSTEM;
  // The authorizer learns of bindings by a watch of its own; this was the last one.
  const portal = await kubernetes.kubeconfigFor(AUTHORITY, 'remote-env-portal');
  await until('the roles have effect', async () =>
    (await rightsOf(portal, last)).has('create secrets'),
  );
}

/**
 * What an account may do in a namespace, as the API server itself tells it: `verb resource` or, where a right is for
 * single objects, `verb resource name`.
 */
export async function rightsOf(
  kubeconfig: string,
  namespace: string,
): Promise<Set<string>> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const api = config.makeApiClient(AuthorizationV1Api);
  const { status } = await api.createSelfSubjectRulesReview({
    body: { spec: { namespace } },
  });
  const rules = status?.resourceRules ?? [];
  return new Set(
    rules
      .filter(({ apiGroups }) => !apiGroups?.includes(OF_EVERYBODY))
      .flatMap(({ verbs, resources = [], resourceNames = [''] }) =>
        verbs.flatMap(verb =>
          resources.flatMap(resource =>
            resourceNames.map(name => `${verb} ${resource} ${name}`.trim()),
          ),
        ),
      ),
  );
}
