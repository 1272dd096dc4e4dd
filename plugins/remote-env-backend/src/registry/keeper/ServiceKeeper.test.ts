import { randomUUID } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import {
  API_VERSION,
  KubernetesServiceKind,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  SecretKind,
  SERVICE_ANNOTATION,
  type NewResource,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
  newStores,
  openStores,
  registryOver,
  type TestStores,
} from '../../__testUtils__/registryHarness';
import { MINIMAL } from '../../__testUtils__/serviceDefinitions';
import { eventually } from '../../__testUtils__/testStore';
import type { Notice } from '../../keeping';
import { SpecificationFetchError, SpecificationParser } from '../index';
import type { ServiceKeeper } from './ServiceKeeper';

jest.setTimeout(30_000);

const logger = mockServices.logger.mock();
const OPENAPI = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {},
});
const WITH_PASSWORD = {
  ...MINIMAL,
  api: {
    targetUrl: 'https://shop.test/',
    credentials: { basic: { username: 'u', password: 'p' } },
  },
};

describe('ServiceKeeper', () => {
  const specifications = SpecificationParser.create({ logger });
  let home: Awaited<ReturnType<typeof newStores>>;
  let others: TestStores[];
  let keepers: ServiceKeeper[];
  let notices: Notice[];
  const documents = new Map<string, string>();
  const fetcher = {
    fetch: async ({ url }: { url: string }) => {
      const text = documents.get(url);
      if (text === undefined) {
        throw new SpecificationFetchError(`${url} answers 404`);
      }
      return text;
    },
  };

  beforeEach(async () => {
    home = await newStores();
    others = [];
    keepers = [];
    notices = [];
    documents.clear();
  });

  afterEach(async () => {
    await Promise.all(keepers.map(keeper => keeper.close()));
    await Promise.all(others.map(stores => stores.close()));
    await home.dispose();
  });

  afterAll(() => specifications.close());

  const open = (stores: TestStores = home) =>
    registryOver(stores, { specifications, logger, fetcher });

  /** A keeper of one process; a second one has stores of its own. */
  const keep = async (stores: TestStores = home) => {
    const keeper = open(stores).startKeeper({
      settleMs: 5,
      announce: async notice => {
        notices.push(notice);
      },
    });
    keepers.push(keeper);
    await keeper.ready;
  };

  const apply = (
    name: string,
    spec: RemoteServiceManifest['spec'],
  ): Promise<RemoteServiceManifest> => {
    const manifest: NewResource<RemoteServiceManifest> = {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata: { namespace: NAMESPACE, name },
      spec,
    };
    return home.resources.create(RemoteServiceManifestKind, manifest);
  };

  const read = async (name: string) => {
    const found = await home.resources.get(RemoteServiceManifestKind, {
      namespace: NAMESPACE,
      name,
    });
    return found!;
  };

  const condition = async (name: string, wanted: string) =>
    (await read(name)).status?.conditions?.find(({ type }) => type === wanted);

  const spec = (more: Partial<RemoteServiceManifest['spec']> = {}) => ({
    environment: { name: 'shop' },
    provider: 'Acme',
    displayName: 'Orders',
    description: 'Orders of the shop',
    api: {
      targetUrl: 'https://shop.test/',
      authentication: { type: 'none' as const },
    },
    ...more,
  });

  const secret = (name: string, annotations: Record<string, string>) =>
    home.resources.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: NAMESPACE, name, annotations },
      data: { username: 'dQ==', password: 'cA==' },
    });

  it('completes what was applied, as a registration would have', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    const url = 'https://shop.test/openapi.json';
    documents.set(url, OPENAPI);
    await keep();
    const id = randomUUID();
    await apply(
      id,
      spec({
        api: {
          targetUrl: 'https://shop.test/',
          specificationUrl: url,
          authentication: { type: 'none' },
        },
      }),
    );
    await eventually(async () =>
      expect(await condition(id, 'Ready')).toMatchObject({
        status: 'True',
        reason: 'Registered',
      }),
    );
    const registered = await open().get(shop, id);
    expect(registered).toMatchObject({
      id,
      name: expect.stringMatching(/^orders-[0-9a-f]{5}$/),
      environment: shop,
      labels: { 'connected-app': 'shop' },
      hostName: `re-shop-${id}.remote-env-system.svc.cluster.local`,
      documents: [{ role: 'apiSpec', format: 'openapi-3.1' }],
    });
    const { metadata } = await read(id);
    expect(metadata.ownerReferences).toMatchObject([{ uid: shop.uid }]);
    expect((await contentsOf(home)).apiServices).toHaveLength(1);
    expect(notices.map(({ reason }) => reason)).toEqual(['Registered']);

    // Another document, once the manifest names it; the same ties as of any registered service.
    const next = 'https://shop.test/v2.json';
    documents.set(next, OPENAPI.replace('"1"', '"2"'));
    const before = registered!.documents[0]!.sha256;
    const current = await read(id);
    await home.resources.update(RemoteServiceManifestKind, {
      ...current,
      spec: {
        ...current.spec,
        api: { ...current.spec.api!, specificationUrl: next },
      },
    });
    await eventually(async () =>
      expect((await open().get(shop, id))?.documents[0]?.sha256).not.toBe(
        before,
      ),
    );
    await open().delete(shop, id);
    await eventually(async () =>
      expect(await contentsOf(home)).toMatchObject({
        services: [],
        apiServices: [],
      }),
    );
  });

  it.each<[string, Partial<RemoteServiceManifest['spec']>, string]>([
    [
      'a target that is no URL',
      { api: { targetUrl: 'shop', authentication: { type: 'none' } } },
      'spec.api.targetUrl: ',
    ],
    [
      'a token URL that is none',
      {
        api: {
          targetUrl: 'https://shop.test/',
          authentication: {
            type: 'oauth',
            secretName: 's',
            tokenUrl: 'ftp://shop.test',
          },
        },
      },
      'spec.api.authentication.tokenUrl: ',
    ],
    ['neither API nor events', { api: undefined }, 'spec: '],
    ['no title', { displayName: '' }, 'spec.displayName: '],
    ['another id', { id: 'other' }, 'spec.id: '],
    [
      'an environment that is not there',
      { environment: { name: 'mall' } },
      "spec.environment.name: there is no RemoteEnvironment 'mall'",
    ],
    [
      'an earlier environment',
      { environment: { name: 'shop', uid: 'earlier' } },
      'spec.environment.uid: ',
    ],
    [
      'credentials without a Secret',
      {
        api: {
          targetUrl: 'https://shop.test/',
          authentication: { type: 'basic' },
        },
      },
      'spec.api.authentication.secretName: ',
    ],
    [
      'a specification that cannot be had',
      {
        api: {
          targetUrl: 'https://shop.test/',
          authentication: { type: 'none' },
          specificationUrl: 'https://shop.test/none',
        },
      },
      'spec.api.specificationUrl: https://shop.test/none answers 404',
    ],
  ])('says what is wrong with %s', async (_, change, message) => {
    const shop = await createEnvironment(home.resources, 'shop');
    await keep();
    const id = randomUUID();
    const { metadata } = await apply(id, spec(change));
    await eventually(async () =>
      expect(await condition(id, 'Valid')).toMatchObject({
        status: 'False',
        message: expect.stringContaining(message),
        observedGeneration: metadata.generation,
      }),
    );
    expect(await condition(id, 'Ready')).toMatchObject({ status: 'False' });
    expect(await open().get(shop, id)).toBeUndefined();
    expect((await contentsOf(home)).apiServices).toEqual([]);
    await eventually(() =>
      expect(notices).toMatchObject([
        { type: 'Warning', message: expect.stringContaining(message) },
      ]),
    );
  });

  it('waits for the environment, and refuses a name that is no id', async () => {
    await keep();
    const id = randomUUID();
    await apply(id, spec());
    await apply('orders', spec());
    await eventually(async () =>
      expect(await condition(id, 'Valid')).toMatchObject({
        reason: 'EnvironmentNotFound',
      }),
    );
    await createEnvironment(home.resources, 'shop');
    await eventually(async () =>
      expect(await condition(id, 'Ready')).toMatchObject({ status: 'True' }),
    );
    await eventually(async () =>
      expect(await condition('orders', 'Valid')).toMatchObject({
        status: 'False',
        message: expect.stringMatching(/^metadata\.name: must be .* UUID/),
      }),
    );
  });

  it('uses a Secret only once it names the service', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    await keep();
    const id = randomUUID();
    await secret('orders', {});
    await apply(
      id,
      spec({
        api: {
          targetUrl: 'https://shop.test/',
          authentication: { type: 'basic', secretName: 'orders' },
        },
      }),
    );
    await eventually(async () =>
      expect(await condition(id, 'CredentialsReady')).toMatchObject({
        status: 'False',
        reason: 'CredentialsNotForThisService',
      }),
    );
    expect(await open().get(shop, id)).toBeUndefined();
    await home.resources.delete(SecretKind, {
      namespace: NAMESPACE,
      name: 'orders',
    });
    await eventually(async () =>
      expect(await condition(id, 'CredentialsReady')).toMatchObject({
        reason: 'CredentialsMissing',
      }),
    );
    await secret('orders', { [SERVICE_ANNOTATION]: id });
    await eventually(async () =>
      expect(await open().get(shop, id)).toBeDefined(),
    );
  });

  it('reports credentials that are gone, and makes up none', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    const { id } = await open().register(shop, WITH_PASSWORD);
    await keep();
    await eventually(async () =>
      expect(await condition(id, 'Ready')).toMatchObject({ status: 'True' }),
    );
    const [made] = (await contentsOf(home)).secrets;
    await home.resources.delete(SecretKind, made!.metadata);
    await eventually(async () =>
      expect(await condition(id, 'CredentialsReady')).toMatchObject({
        status: 'False',
        reason: 'CredentialsMissing',
        message: expect.stringContaining(made!.metadata.name),
      }),
    );
    expect((await contentsOf(home)).secrets).toEqual([]);
    await eventually(() =>
      expect(notices).toMatchObject([
        { type: 'Warning', reason: 'CredentialsMissing', serviceId: id },
      ]),
    );
  });

  it('undoes drift once, however many portals there are', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    const { id } = await open().register(shop, WITH_PASSWORD);
    others = [await openStores(home.folder), await openStores(home.folder)];
    await Promise.all(others.map(stores => keep(stores)));
    await eventually(async () =>
      expect(await condition(id, 'Ready')).toMatchObject({ status: 'True' }),
    );
    const right = await read(id);

    const [apiService] = (await contentsOf(home)).apiServices;
    await home.resources.delete(KubernetesServiceKind, apiService!.metadata);
    await eventually(async () =>
      expect((await contentsOf(home)).apiServices).toMatchObject([
        {
          spec: apiService!.spec,
          metadata: { labels: apiService!.metadata.labels },
        },
      ]),
    );
    await eventually(() => expect(notices).toHaveLength(1));

    const [again] = (await contentsOf(home)).apiServices;
    await home.resources.update(KubernetesServiceKind, {
      ...again!,
      metadata: { ...again!.metadata, labels: { team: 'shop' } },
      spec: { ...again!.spec, externalName: 'elsewhere.test' },
    });
    await eventually(async () =>
      expect((await contentsOf(home)).apiServices).toMatchObject([
        {
          spec: apiService!.spec,
          metadata: {
            labels: { ...apiService!.metadata.labels, team: 'shop' },
          },
        },
      ]),
    );
    await eventually(() => expect(notices).toHaveLength(2));

    const drifted = await read(id);
    await home.resources.update(RemoteServiceManifestKind, {
      ...drifted,
      metadata: {
        ...drifted.metadata,
        labels: { theirs: 'kept' },
        ownerReferences: [],
      },
      spec: { ...drifted.spec, hostName: 'elsewhere.test' },
    });
    await eventually(async () =>
      expect(await read(id)).toMatchObject({
        spec: right.spec,
        metadata: {
          labels: { ...right.metadata.labels, theirs: 'kept' },
          ownerReferences: right.metadata.ownerReferences,
        },
      }),
    );
    await eventually(() => expect(notices).toHaveLength(3));
    // Whatever else a keeper had to say, it would say while it looks at the next change.
    const { id: next } = await open().register(shop, MINIMAL);
    await eventually(async () =>
      expect(await condition(next, 'Ready')).toMatchObject({ status: 'True' }),
    );
    expect(notices.map(({ type, message }) => [type, message])).toEqual([
      ['Normal', `the Service 're-shop-${id}' was missing, and is there again`],
      ['Normal', expect.stringMatching(/was set back: .*spec\.externalName/)],
      ['Normal', expect.stringMatching(/^set back, .*spec\.hostName/)],
    ]);
  });

  it('leaves registrations and removals that are under way alone', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    await keep();
    const registry = registryOver(home, {
      specifications,
      logger,
      fetcher,
      onStep: async step => {
        if (step === 'register:pending' || step === 'delete:secrets') {
          await new Promise(resolve => setTimeout(resolve, 100));
        }
      },
    });
    const { id } = await registry.register(shop, WITH_PASSWORD);
    expect(await registry.delete(shop, id)).toBe(true);
    await eventually(async () =>
      expect(await contentsOf(home)).toMatchObject({
        services: [],
        secrets: [],
        apiServices: [],
      }),
    );
    expect(notices).toEqual([]);
    expect(
      await home.resources.get(RemoteServiceKind, {
        namespace: NAMESPACE,
        name: id,
      }),
    ).toBeUndefined();
  });
});
