import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  objectEventsServiceRef,
  resourceStoreServiceRef,
} from '@remote-env/plugin-remote-env-node';
import {
  createKubernetesObjectEvents,
  createKubernetesResourceStore,
} from '@remote-env/plugin-remote-env-node/kubernetes';
import {
  AUTHORITY,
  installAccounts,
  installDefinitions,
  SYSTEM,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import { kubectlFor } from './kubectlFor';
import { startTestPortal } from './testPortal';
import { eventually } from './testStore';

const EXAMPLES = resolvePackagePath(
  '@remote-env/plugin-remote-env-backend',
  '../../examples/gitops',
);

/** In which everything is put right. */
export const WAIT_MS = 20_000;

type Portal = Awaited<ReturnType<typeof startTestPortal>>;
type Role = 'admin' | 'describer' | 'approver';

/**
 * For the tests of one file: people with kubectl and the roles of the examples, and two replicas of the portal as the
 * account of `deploy/base/rbac`.
 */
export function useGitops() {
  let kubernetes: TestKubernetes;
  const portals: Portal[] = [];
  const kubeconfigs: Record<Role, string> = {
    admin: '',
    describer: '',
    approver: '',
  };
  const { kubectl, apply, read, condition, events } = kubectlFor(kubeconfigs);

  const example = (name: string) =>
    readFile(path.join(EXAMPLES, `${name}.yaml`), 'utf8');
  const becomes = (look: () => Promise<string>, wanted: RegExp | string) =>
    eventually(async () => expect(await look()).toMatch(wanted), WAIT_MS);

  const startPortal = async () => {
    const kubeconfig = await kubernetes.kubeconfigFor(
      AUTHORITY,
      'remote-env-portal',
    );
    const store = createKubernetesResourceStore({ connection: { kubeconfig } });
    const objectEvents = createKubernetesObjectEvents({ kubeconfig });
    const portal = await startTestPortal({
      remoteEnv: {
        resourceStore: { type: 'kubernetes', kubernetes: { kubeconfig } },
        approvals: { twoAdmins: [{ stage: 'production' }] },
      },
      features: [
        createServiceFactory({
          service: resourceStoreServiceRef,
          deps: {},
          factory: () => store,
        }),
        createServiceFactory({
          service: objectEventsServiceRef,
          deps: {},
          factory: () => objectEvents,
        }),
      ],
    });
    portals.push({
      ...portal,
      stop: async () => {
        await portal.stop();
        await store.close();
        await objectEvents.close();
      },
    });
  };

  /** An account of its own with one of the roles of the examples. */
  const account = async (name: string, role: string) => {
    await kubectl('admin', ['create', 'serviceaccount', name]);
    await kubectl('admin', [
      'create',
      'rolebinding',
      name,
      `--role=${role}`,
      `--serviceaccount=${SYSTEM}:${name}`,
    ]);
    return kubernetes.kubeconfigFor(SYSTEM, name);
  };

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, 'shop-dev');
    await kubernetes.startControllers();
    kubeconfigs.admin = kubernetes.adminKubeconfig;
    await apply('admin', await example('roles'));
    kubeconfigs.describer = await account('describer', 'remote-env-describe');
    kubeconfigs.approver = await account('approver', 'remote-env-approve');
    await Promise.all([startPortal(), startPortal()]);
  });

  afterAll(async () => {
    await Promise.all(portals.map(portal => portal.stop()));
    await kubernetes?.stop();
  });

  return {
    portals,
    kubectl,
    apply,
    read,
    condition,
    events,
    /** Text of a manifest of `examples/gitops`. */
    example,
    becomes,
  };
}
