import { runChild, type ChildWork } from '../../__testUtils__/killedChild';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  ALIAS,
  contentsOf,
  createEnvironment,
  eventually,
  newStores,
  openStores,
  registryOver,
} from '../../__testUtils__/registryHarness';
import { FULL, MINIMAL } from '../../__testUtils__/serviceDefinitions';
import { reconcileOnce } from '../../__testUtils__/wholePortal';
import { SpecificationParser, type RegistryStep } from '../index';
import { DocumentsInUse } from '../documents/DocumentsInUse';
import { Followups } from '../Followups';
import { NO_VERSIONS } from '../versions/noVersions';

async function killedAt(
  folder: string,
  step: RegistryStep,
  work: ChildWork,
): Promise<void> {
  const { killed } = await runChild({ folder, work, killedAt: step });
  expect(killed).toBe(true);
}

const logger = mockLogger();
const DEFINITION = {
  ...FULL,
  api: { ...FULL.api, spec: undefined },
  events: undefined,
};
const REPLACEMENT = {
  ...DEFINITION,
  description: 'replaced',
  api: {
    ...DEFINITION.api,
    credentials: { basic: { username: 'u', password: 'p' } },
    requestParameters: { headers: { 'X-Tenant': ['8'] } },
  },
  documentation: { ...FULL.documentation, description: 'replaced' },
};

jest.setTimeout(60_000);

const specifications = SpecificationParser.create({ logger });

afterAll(() => specifications.close());

describe('a process that is killed in the middle of a change', () => {
  let home: Awaited<ReturnType<typeof newStores>>;

  beforeEach(async () => {
    home = await newStores();
  });

  afterEach(() => home.dispose());

  const fetcher = { fetch: () => Promise.reject(new Error('not used')) };
  const open = () => registryOver(home, { specifications, logger, fetcher });

  /** One pass of the reconciler with nothing being too young. */
  const reconcile = async () => {
    const { resources, documents } = home;
    await reconcileOnce({
      resources,
      documents,
      derived: { remove: async () => {} },
      versions: NO_VERSIONS,
      specifications,
      fetcher,
      logger,
      namespace: 'remote-env-system',
      hostSuffix: 'proxy',
      servicePerApi: ALIAS,
      inUse: new DocumentsInUse(),
      followups: Followups.create({ onFailed: () => {} }),
      names: { holderOf: async () => undefined },
      onStep: () => {},
    });
  };

  /** What belongs to exactly one complete service with credentials, parameters and documentation. */
  const expectOneWholeService = async () => {
    const { services, secrets, keys, published, apiServices } =
      await eventually(
        () => contentsOf(home),
        found => found.secrets.length === 2,
      );
    expect(services.map(({ spec }) => spec.phase)).toEqual(['Ready']);
    const { api, documents } = services[0]!.spec;
    expect(secrets.map(({ metadata }) => metadata.name).sort()).toEqual(
      [api?.authentication.secretName, api?.requestParametersSecretName].sort(),
    );
    expect(apiServices.map(({ metadata }) => metadata.name)).toEqual([
      `re-shop-${services[0]!.spec.id}`,
    ]);
    const { sha256 } = documents!.documentation!;
    expect(keys.map(key => key.split('/').at(-1))).toEqual([sha256, sha256]);
    expect(published).toEqual({
      [`service-class/${services[0]!.spec.id}/content.json`]: sha256,
    });
    return services[0]!;
  };

  const expectNothing = async () => {
    await eventually(
      () => contentsOf(home),
      ({ keys, services, secrets, published, apiServices }) =>
        keys.length + services.length + secrets.length + apiServices.length ===
          0 && Object.keys(published).length === 0,
    );
  };

  it.each<[RegistryStep, boolean]>([
    ['register:documents', false],
    ['register:pending', false],
    ['register:secrets', false],
    ['register:service', false],
    ['register:ready', true],
    ['register:published', true],
  ])('registers all or nothing, killed at %s', async (step, committed) => {
    const shop = await createEnvironment(home.resources, 'shop');
    await killedAt(home.folder, step, {
      does: 'register',
      environment: shop,
      definition: DEFINITION,
    });
    const visible = (await open().list(shop)).items;
    expect(visible).toHaveLength(committed ? 1 : 0);
    await reconcile();
    if (committed) {
      await expectOneWholeService();
      return;
    }
    await expectNothing();
    await open().register(shop, DEFINITION);
    await expectOneWholeService();
  });

  it.each<[RegistryStep, boolean]>([
    ['replace:documents', false],
    ['replace:secrets', false],
    ['replace:ready', true],
    ['replace:published', true],
    ['replace:cleaned', true],
  ])('replaces all or nothing, killed at %s', async (step, committed) => {
    const shop = await createEnvironment(home.resources, 'shop');
    const before = await open().register(shop, DEFINITION);
    await killedAt(home.folder, step, {
      does: 'replace',
      environment: shop,
      id: before.id,
      definition: REPLACEMENT,
    });
    const after = await open().get(shop, before.id);
    expect(after?.description).toBe(
      (committed ? REPLACEMENT : DEFINITION).description,
    );
    expect(after?.etag === before.etag).toBe(!committed);
    await reconcile();
    const service = await expectOneWholeService();
    expect(service.spec.api?.authentication.type).toBe(
      committed ? 'basic' : 'oauth',
    );
  });

  it.each<RegistryStep>([
    'delete:deleting',
    'delete:secrets',
    'delete:gone',
    'delete:cleaned',
  ])('removes all of a service, killed at %s', async step => {
    const shop = await createEnvironment(home.resources, 'shop');
    const { id } = await open().register(shop, DEFINITION);
    await killedAt(home.folder, step, {
      does: 'remove',
      environment: shop,
      id,
    });
    expect(await open().get(shop, id)).toBeUndefined();
    await reconcile();
    await expectNothing();
  });

  it('lets an identifier be registered again at once after a removal that was cut off', async () => {
    const shop = await createEnvironment(home.resources, 'shop');
    const { id } = await open().register(shop, DEFINITION);
    await killedAt(home.folder, 'delete:deleting', {
      does: 'remove',
      environment: shop,
      id,
    });
    expect((await open().register(shop, DEFINITION)).id).toBe(id);
    await expectOneWholeService();
  });
});

describe('RegistryReconciler', () => {
  it('leaves alone what is young, whole or not its own', async () => {
    const home = await newStores();
    const registry = registryOver(home, {
      specifications,
      logger,
      fetcher: { fetch: () => Promise.reject(new Error('not used')) },
      onStep: async step => {
        if (step === 'register:secrets') {
          // A whole pass of another process while the registration is under way.
          const other = await openStores(home.folder);
          const others = registryOver(other, {
            specifications,
            logger,
            fetcher: { fetch: () => Promise.reject(new Error('not used')) },
          });
          const reconciler = others.startReconciler();
          await reconciler.run();
          await reconciler.close();
          await other.close();
        }
      },
    });
    const shop = await createEnvironment(home.resources, 'shop');
    const service = await registry.register(shop, DEFINITION);
    await registry.register(shop, MINIMAL);
    expect(await registry.get(shop, service.id)).toEqual(service);
    const { keys, secrets } = await contentsOf(home);
    expect(keys).toHaveLength(2);
    expect(secrets).toHaveLength(2);
    await home.dispose();
  });
});
