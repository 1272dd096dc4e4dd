import {
  ApiextensionsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import {
  API_VERSION,
  ConnectionApprovalKind,
  KubernetesServiceKind,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { resourceStoreContract } from '../testing';
import { until } from '../testing/conditions';
import {
  installDefinitions,
  kubernetesResourceStoreHarness,
} from '../testing/engines/kubernetesHarness';
import { TestKubernetes } from '../testing/engines/startKubernetes';
import { environment } from '../testing/resourceStore/samples';
import { createKubernetesResourceStore } from './createKubernetesResourceStore';

const [GROUP = '', VERSION = ''] = API_VERSION.split('/');

let kubernetes: TestKubernetes;

beforeAll(async () => {
  kubernetes = await TestKubernetes.start();
  await installDefinitions(kubernetes);
  await kubernetes.startControllers();
}, 120_000);

afterAll(async () => {
  await kubernetes?.stop();
}, 30_000);

resourceStoreContract('Kubernetes', () =>
  kubernetesResourceStoreHarness(kubernetes),
);

describe('resources of ours on an API server', () => {
  const namespace = 'default';
  const raw = () => kubernetes.admin().makeApiClient(CustomObjectsApi);
  const open = () =>
    createKubernetesResourceStore({
      connection: { kubeconfig: kubernetes.adminKubeconfig },
    });

  it('keep what another version and other writers have put there', async () => {
    const definitions = kubernetes.admin().makeApiClient(ApiextensionsV1Api);
    await definitions.patchCustomResourceDefinition(
      {
        name: `${RemoteEnvironmentKind.plural}.${GROUP}`,
        body: [
          {
            op: 'add',
            path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/future',
            value: { type: 'string' },
          },
        ],
      },
      setHeaderOptions('Content-Type', PatchStrategy.JsonPatch),
    );
    const address = {
      group: GROUP,
      version: VERSION,
      namespace,
      plural: RemoteEnvironmentKind.plural,
    };
    const body = environment(namespace, 'newer', {
      labels: { 'gitops.test/owner': 'x' },
    });
    await until('the newer definition is served', async () => {
      const made = await raw().createNamespacedCustomObject({
        ...address,
        body: { ...body, spec: { ...body.spec, future: 'kept' } },
      });
      if (made.spec.future === 'kept') {
        return true;
      }
      await raw().deleteNamespacedCustomObject({ ...address, name: 'newer' });
      return false;
    });
    const store = open();
    const read = await store.get(RemoteEnvironmentKind, body.metadata);
    expect(read?.spec).toEqual(body.spec);
    const updated = await store.update(RemoteEnvironmentKind, {
      ...read!,
      spec: { displayName: 'Ours' },
    });
    await store.updateStatus(RemoteEnvironmentKind, {
      ...updated,
      status: { serviceCount: 1 },
    });
    const after = await raw().getNamespacedCustomObject({
      ...address,
      name: 'newer',
    });
    expect(after.spec).toEqual({ displayName: 'Ours', future: 'kept' });
    expect(after.metadata.labels).toEqual({ 'gitops.test/owner': 'x' });
    expect(after.status).toEqual({ serviceCount: 1 });
    await store.close();
  });

  it('leave a Service what the server and others have put there', async () => {
    const core = kubernetes.admin().makeApiClient(CoreV1Api);
    const store = open();
    const made = await store.create(KubernetesServiceKind, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name: 'kept' },
      spec: {
        type: 'ClusterIP',
        selector: { app: 'apiproxy' },
        ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8081 }],
      },
    });
    const there = await core.patchNamespacedService(
      {
        namespace,
        name: 'kept',
        body: [
          { op: 'replace', path: '/spec/sessionAffinity', value: 'ClientIP' },
        ],
      },
      setHeaderOptions('Content-Type', PatchStrategy.JsonPatch),
    );
    const current = await store.get(KubernetesServiceKind, made.metadata);
    await store.update(KubernetesServiceKind, {
      ...current!,
      metadata: { ...current!.metadata, labels: { ours: 'yes' } },
      spec: { ...current!.spec, selector: { app: 'other' } },
    });
    const after = await core.readNamespacedService({ namespace, name: 'kept' });
    expect(after.spec).toEqual({ ...there.spec, selector: { app: 'other' } });
    expect(after.spec?.clusterIP).toMatch(/^10\./);
    expect(after.metadata?.labels).toEqual({ ours: 'yes' });
    await store.close();
  });

  it('are checked by the server itself, whoever writes them', async () => {
    await expect(
      raw().createNamespacedCustomObject({
        group: GROUP,
        version: VERSION,
        namespace,
        plural: ConnectionApprovalKind.plural,
        body: {
          apiVersion: API_VERSION,
          kind: ConnectionApprovalKind.kind,
          metadata: { name: 'bad' },
          spec: {
            environment: { name: 'shop' },
            verdict: 'perhaps',
            decidedBy: 'user:default/ann',
            decidedAt: '2030-01-01T00:00:00Z',
          },
        },
      }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringMatching(/spec\.environment\.uid.*spec\.verdict/s),
    });
  });

  it('tell their story to kubectl', async () => {
    const store = open();
    const made = await store.create(RemoteEnvironmentKind, {
      ...environment(namespace, 'told', {
        spec: { displayName: 'Shop', owner: 'group:default/shop' },
      }),
    });
    await store.updateStatus(RemoteEnvironmentKind, {
      ...made,
      status: {
        serviceCount: 3,
        conditions: [
          {
            type: 'Approved',
            status: 'True',
            reason: 'Approved',
            lastTransitionTime: '2030-01-01T00:00:00Z',
          },
        ],
      },
    });
    await store.close();
    const discovered = JSON.parse(
      await kubernetes.read(`/apis/${API_VERSION}`),
    );
    const names = Object.fromEntries(
      discovered.resources
        .filter((each: { name: string }) => !each.name.includes('/'))
        .map((each: { name: string; shortNames: string[] }) => [
          each.name,
          each.shortNames,
        ]),
    );
    expect(names).toEqual({
      remoteenvironments: ['re'],
      connectionapprovals: ['rappr'],
      remoteservices: ['rsvc'],
      clientcertificates: ['rcert'],
      remoteservicebindings: ['rbind'],
      eventsubscriptions: ['rsub'],
    });
    const table = JSON.parse(
      await kubernetes.read(
        `/apis/${API_VERSION}/namespaces/${namespace}/remoteenvironments/told`,
        'application/json;as=Table;v=v1;g=meta.k8s.io',
      ),
    );
    const shown = Object.fromEntries(
      table.columnDefinitions.map((column: { name: string }, index: number) => [
        column.name,
        table.rows[0].cells[index],
      ]),
    );
    expect(shown).toMatchObject({
      Name: 'told',
      Title: 'Shop',
      State: 'Approved',
      Services: 3,
      Owner: 'group:default/shop',
    });
  });
});
