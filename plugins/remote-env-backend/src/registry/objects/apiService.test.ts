import {
  KubernetesServiceKind,
  RemoteServiceKind,
  SecretKind,
  SERVICE_ANNOTATION,
  type KubernetesService,
} from '@remote-env/plugin-remote-env-common';
import type { ServicePerApi } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
  newStores,
  registryOver,
} from '../../__testUtils__/registryHarness';
import { FULL, MINIMAL } from '../../__testUtils__/serviceDefinitions';
import { SpecificationParser } from '../index';

const logger = mockLogger();
const fetcher = { fetch: () => Promise.reject(new Error('not used')) };
const API = { ...MINIMAL, api: { targetUrl: 'https://shop.test/' } };
const EVENTS_ONLY = { ...MINIMAL, api: undefined, events: FULL.events };

const specifications = SpecificationParser.create({ logger });

afterAll(() => specifications.close());

describe('the Kubernetes Service of an API', () => {
  let home: Awaited<ReturnType<typeof newStores>>;

  beforeEach(async () => {
    home = await newStores();
  });

  afterEach(() => home.dispose());

  const open = (servicePerApi?: ServicePerApi) =>
    registryOver(home, {
      specifications,
      logger,
      fetcher,
      ...(servicePerApi && { servicePerApi }),
    });

  it('comes, changes and goes with the service', async () => {
    const shop = await createEnvironment(
      home.resources,
      'a-shop-with-a-rather-long-name',
    );
    const { id } = await open().register(shop, API);
    const { services, apiServices } = await contentsOf(home);
    const name = `re-a-shop-with-a-rather-lo-${id}`;
    expect(name).toHaveLength(63);
    expect(services[0]?.spec.hostName).toBe(
      `${name}.remote-env-system.svc.cluster.local`,
    );
    expect(apiServices).toEqual([
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: expect.objectContaining({
          name,
          namespace: NAMESPACE,
          labels: {
            'app.kubernetes.io/managed-by': 'remote-env-registry',
            'remote-env.dev/environment': shop.name,
            'remote-env.dev/service-id': id,
          },
          ownerReferences: [
            {
              apiVersion: 'remote-env.dev/v1alpha1',
              kind: 'RemoteService',
              name: id,
              uid: services[0]?.metadata.uid,
              controller: true,
            },
          ],
        }),
        spec: {
          type: 'ExternalName',
          externalName: 'gateway.test',
          ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 80 }],
        },
      },
    ]);

    await open({
      type: 'clusterIP',
      selector: { app: 'gateway' },
      targetPort: 8081,
    }).replace(shop, id, { ...API, description: 'changed' });
    expect((await contentsOf(home)).apiServices[0]?.spec).toEqual({
      type: 'ClusterIP',
      selector: { app: 'gateway' },
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8081 }],
    });

    await open().replace(shop, id, EVENTS_ONLY);
    expect((await contentsOf(home)).apiServices).toEqual([]);
    await open().replace(shop, id, API);
    expect((await contentsOf(home)).apiServices).toHaveLength(1);
    await open().delete(shop, id);
    expect((await contentsOf(home)).apiServices).toEqual([]);
  });

  it('is not there for events alone, or where there are to be none', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    await open().register(shop, EVENTS_ONLY);
    await open({ type: 'none' }).register(shop, API);
    expect((await contentsOf(home)).apiServices).toEqual([]);
  });

  it('takes over a name that is taken, and keeps what is not ours', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    const definition = { ...API, identifier: 'orders' };
    const { id } = await open().register(shop, definition);
    const [first] = (await contentsOf(home)).apiServices;
    await open().delete(shop, id);
    await home.resources.create(KubernetesServiceKind, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        namespace: NAMESPACE,
        name: first!.metadata.name,
        labels: { team: 'shop' },
        annotations: { 'acme.test/note': 'kept' },
      },
      spec: { type: 'ExternalName', externalName: 'elsewhere.test' },
    });
    expect((await open().register(shop, definition)).id).toBe(id);
    const { services, apiServices } = await contentsOf(home);
    expect(apiServices).toEqual([
      expect.objectContaining<Partial<KubernetesService>>({
        metadata: expect.objectContaining({
          labels: { ...first!.metadata.labels, team: 'shop' },
          annotations: { 'acme.test/note': 'kept' },
          ownerReferences: [
            expect.objectContaining({ uid: services[0]!.metadata.uid }),
          ],
        }),
        spec: first!.spec,
      }),
    ]);
  });
});

describe('Secrets that a service names', () => {
  it.each(['edge-tls', 'by-hand'])(
    'stay when they are not its own: %s',
    async secretName => {
      const home = await newStores();
      const registry = registryOver(home, { specifications, logger, fetcher });
      const shop = await createEnvironment(home.resources, 'shop');
      const { id } = await registry.register(shop, {
        ...API,
        api: {
          ...API.api,
          credentials: { basic: { username: 'u', password: 'p' } },
        },
      });
      for (const [name, annotations] of [
        ['edge-tls', {}],
        ['by-hand', { [SERVICE_ANNOTATION]: id }],
      ] as const) {
        await home.resources.create(SecretKind, {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {
            namespace: NAMESPACE,
            name,
            annotations: { ...annotations },
          },
        });
      }
      const [service] = (await contentsOf(home)).services;
      await home.resources.update(RemoteServiceKind, {
        ...service!,
        spec: {
          ...service!.spec,
          api: {
            ...service!.spec.api!,
            authentication: { type: 'basic', secretName },
          },
        },
      });
      await registry.delete(shop, id);
      const { secrets } = await contentsOf(home);
      expect(secrets.map(({ metadata }) => metadata.name)).toEqual(
        expect.arrayContaining(['by-hand', 'edge-tls']),
      );
      await home.dispose();
    },
  );
});
