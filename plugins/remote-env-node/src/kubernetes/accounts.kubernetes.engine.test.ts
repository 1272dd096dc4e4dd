import { EventsV1Api } from '@kubernetes/client-node';
import {
  API_VERSION,
  ClientCertificateKind,
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  SecretKind,
  type ClientCertificate,
  type NewResource,
} from '@remote-env/plugin-remote-env-common';
import { ResourceCache } from '../informer';
import type { ResourceStore } from '../ports';
import { until } from '../testing/conditions';
import {
  AUTHORITY,
  installAccounts,
  rightsOf,
  SYSTEM,
} from '../testing/engines/kubernetesAccounts';
import { installDefinitions } from '../testing/engines/kubernetesHarness';
import { TestKubernetes } from '../testing/engines/startKubernetes';
import { EVERY_KIND, filledObject } from '../testing/resourceStore/everyKind';
import { environment, secret } from '../testing/resourceStore/samples';
import { CONSUMERS, homeOf, RIGHTS } from './__testUtils__/accountRights';
import { createKubernetesObjectEvents } from './createKubernetesObjectEvents';
import { createKubernetesResourceStore } from './createKubernetesResourceStore';

const forbidden = {
  name: 'StoreUnavailableError',
  message: expect.stringContaining('forbidden'),
};

describe('accounts of deploy/base/rbac', () => {
  jest.setTimeout(60_000);
  let kubernetes: TestKubernetes;
  const stores: ResourceStore[] = [];

  const openAs = async (account: string) => {
    const store = createKubernetesResourceStore({
      connection: {
        kubeconfig: await kubernetes.kubeconfigFor(homeOf(account), account),
      },
    });
    stores.push(store);
    return store;
  };

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, CONSUMERS);
  }, 60_000);

  afterEach(async () => {
    await Promise.all(stores.splice(0).map(store => store.close()));
  });

  afterAll(async () => {
    await kubernetes?.stop();
  });

  it.each(Object.entries(RIGHTS))(
    'give %s exactly what it needs',
    async (account, expected) => {
      const kubeconfig = await kubernetes.kubeconfigFor(
        homeOf(account),
        account,
      );
      for (const namespace of [AUTHORITY, SYSTEM, CONSUMERS, 'default']) {
        const found = await rightsOf(kubeconfig, namespace);
        expect([...found].sort()).toEqual(
          [...(expected[namespace] ?? [])].sort(),
        );
      }
    },
  );

  it('let the portal write every kind, and the edge decide and revoke', async () => {
    const portal = await openAs('remote-env-portal');
    for (const filled of EVERY_KIND) {
      const made = await portal.create(
        filled.kind,
        filledObject(filled, { namespace: SYSTEM, name: 'full' }),
      );
      expect(await portal.get(filled.kind, made.metadata)).toEqual(made);
    }
    const made = await portal.create(RemoteEnvironmentKind, {
      ...environment(SYSTEM, 'shop'),
    });
    await portal.updateStatus(RemoteEnvironmentKind, {
      ...(await portal.update(RemoteEnvironmentKind, {
        ...made,
        spec: { displayName: 'Shop' },
      })),
      status: { serviceCount: 1 },
    });
    await portal.create(
      SecretKind,
      secret(SYSTEM, 'edge-tls', { 'tls.key': 'k' }),
    );

    const edge = await openAs('remote-env-edge');
    const view = ResourceCache.start(edge, ClientCertificateKind, {
      namespace: SYSTEM,
    });
    await view.ready;
    const record = await portal.create(
      ClientCertificateKind,
      certificate('one'),
    );
    await until(
      'the edge sees the certificate',
      () => view.get('one') !== undefined,
    );
    await edge.updateStatus(ClientCertificateKind, {
      ...record,
      status: { revocation: { at: '2030-01-01T00:00:00Z', by: 'system' } },
    });
    await until(
      'the edge sees the revocation',
      () => view.get('one')?.status?.revocation !== undefined,
    );
    await view.close();
    expect(
      await edge.get(SecretKind, { namespace: SYSTEM, name: 'edge-tls' }),
    ).toBeDefined();
  });

  it("keep the CA's key and credentials of systems from the edge", async () => {
    const portal = await openAs('remote-env-portal');
    const key = { namespace: AUTHORITY, name: 'client-ca' };
    const credential = { namespace: SYSTEM, name: 're-shop-c1b0' };
    const binding = { namespace: CONSUMERS, name: 'orders' };
    for (const { namespace, name } of [key, credential, binding]) {
      await portal.create(
        SecretKind,
        secret(namespace, name, { key: 'secret' }),
      );
    }
    expect(await portal.get(SecretKind, key)).toBeDefined();
    expect(await portal.get(SecretKind, credential)).toBeDefined();

    const proxy = await openAs('remote-env-apiproxy');
    expect(await proxy.get(SecretKind, credential)).toBeDefined();
    await expect(proxy.get(SecretKind, key)).rejects.toMatchObject(forbidden);

    for (const account of ['edge', 'events', 'delivery']) {
      const store = await openAs(`remote-env-${account}`);
      for (const name of [key, credential, binding]) {
        await expect(store.get(SecretKind, name)).rejects.toMatchObject(
          forbidden,
        );
      }
      for (const namespace of [AUTHORITY, SYSTEM, CONSUMERS, undefined]) {
        await expect(
          store.list(SecretKind, { namespace }),
        ).rejects.toMatchObject(forbidden);
      }
      const watch = store.watch(SecretKind, {
        namespace: SYSTEM,
        resourceVersion: '1',
        signal: AbortSignal.timeout(10_000),
      });
      await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        name: 'StoreUnavailableError',
      });
    }
  });

  it('let the portal tell of objects, counting repetitions, and no gateway', async () => {
    const portal = await openAs('remote-env-portal');
    const object = await portal.create(
      RemoteEnvironmentKind,
      environment(SYSTEM, 'told'),
    );
    const event = {
      object,
      type: 'Normal' as const,
      reason: 'Restored',
      message: 'm'.repeat(2000),
    };
    const recorderOf = async (account: string) =>
      createKubernetesObjectEvents({
        kubeconfig: await kubernetes.kubeconfigFor(homeOf(account), account),
      });
    for (let times = 0; times < 3; times++) {
      const recorder = await recorderOf('remote-env-portal');
      await recorder.record(event);
      await recorder.close();
    }
    const { items } = await kubernetes
      .admin()
      .makeApiClient(EventsV1Api)
      .listNamespacedEvent({ namespace: SYSTEM });
    expect(items).toMatchObject([
      {
        reason: 'Restored',
        regarding: { name: 'told', uid: object.metadata.uid },
        note: 'm'.repeat(1024),
        series: { count: 3 },
      },
    ]);
    for (const account of ['edge', 'events', 'apiproxy', 'delivery']) {
      const recorder = await recorderOf(`remote-env-${account}`);
      await expect(recorder.record(event)).rejects.toMatchObject(forbidden);
      await recorder.close();
    }
  });

  it('let no gateway approve a connection or issue a certificate', async () => {
    for (const account of ['edge', 'events', 'apiproxy', 'delivery']) {
      const store = await openAs(`remote-env-${account}`);
      await expect(
        store.create(ConnectionApprovalKind, {
          apiVersion: API_VERSION,
          kind: ConnectionApprovalKind.kind,
          metadata: { namespace: SYSTEM, name: 'shop' },
          spec: {
            environment: { name: 'shop', uid: 'u' },
            verdict: 'approved',
            decidedBy: 'user:default/nobody',
            decidedAt: '2030-01-01T00:00:00Z',
          },
        }),
      ).rejects.toMatchObject(forbidden);
      await expect(
        store.create(ClientCertificateKind, certificate('two')),
      ).rejects.toMatchObject(forbidden);
    }
  });
});

function certificate(name: string): NewResource<ClientCertificate> {
  return {
    apiVersion: API_VERSION,
    kind: ClientCertificateKind.kind,
    metadata: { namespace: SYSTEM, name },
    spec: {
      environment: { name: 'shop', uid: 'u' },
      issuer: 'CN=CA',
      serialNumber: '1',
      fingerprint: 'f',
      subject: 'CN=shop',
      notBefore: '2030-01-01T00:00:00Z',
      notAfter: '2030-02-01T00:00:00Z',
      keyAlgorithm: 'rsa2048',
      source: 'token',
      pem: '',
    },
  };
}
