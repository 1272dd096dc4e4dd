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
import { createKubernetesObjectEvents } from './createKubernetesObjectEvents';
import { createKubernetesResourceStore } from './createKubernetesResourceStore';

const CONSUMERS = 'shop-dev';

const rights = (verbs: string, ...resources: string[]) =>
  resources.flatMap(resource =>
    verbs.split(' ').map(verb => `${verb} ${resource}`),
  );

const GATEWAY_SECRETS = [
  'get secrets edge-tls',
  'get secrets client-ca-bundle',
];
const VIEW = [
  ...rights(
    'get list watch',
    'remoteenvironments',
    'connectionapprovals',
    'clientcertificates',
  ),
  ...rights('list watch', 'eventsubscriptions'),
];

/** What each account may do, namespace by namespace; whatever is not here it may not. */
const RIGHTS: Record<string, Record<string, string[]>> = {
  'remote-env-portal': {
    [AUTHORITY]: rights('get create', 'secrets'),
    [SYSTEM]: [
      ...rights(
        'get list watch create patch delete',
        'remoteenvironments',
        'remoteservices',
        'remoteservicebindings',
      ),
      ...rights('get list watch create patch', 'connectionapprovals'),
      ...rights('get list watch create', 'clientcertificates'),
      ...rights('get list watch create delete', 'eventsubscriptions'),
      ...rights(
        'patch',
        'remoteenvironments/status',
        'remoteservices/status',
        'clientcertificates/status',
        'remoteservicebindings/status',
      ),
      ...rights('get list watch create patch delete', 'secrets', 'services'),
      ...rights('create patch', 'events'),
    ],
    [CONSUMERS]: rights('create delete', 'secrets'),
  },
  'remote-env-edge': {
    [SYSTEM]: [
      ...VIEW,
      ...GATEWAY_SECRETS,
      ...rights('patch', 'clientcertificates/status'),
    ],
  },
  'remote-env-events': { [SYSTEM]: [...VIEW, ...GATEWAY_SECRETS] },
  'remote-env-apiproxy': {
    [SYSTEM]: [
      ...rights(
        'list watch',
        'remoteenvironments',
        'connectionapprovals',
        'remoteservices',
        'remoteservicebindings',
      ),
      'get secrets',
    ],
  },
  'remote-env-delivery': {
    [SYSTEM]: [
      ...rights('get list watch', 'eventsubscriptions'),
      ...rights('patch', 'eventsubscriptions/status'),
    ],
  },
};

/** The portal lives beside the keys that only it reads; the Secrets of its own deployment are out of reach of the API proxy there. */
const homeOf = (account: string) =>
  account === 'remote-env-portal' ? AUTHORITY : SYSTEM;

const forbidden = {
  name: 'StoreUnavailableError',
  message: expect.stringContaining('forbidden'),
};

describe('accounts of deploy/base/rbac', () => {
  jest.setTimeout(30_000);
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
