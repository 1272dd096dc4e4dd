import {
  API_VERSION,
  RemoteServiceManifestKind,
  SecretKind,
  type NewResource,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import {
  followServices,
  type ServiceView,
} from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../../../__testUtils__/mockLogger';
import {
  NAMESPACE,
  newStores,
  openStores,
  registryOver,
  type TestStores,
} from '../../../__testUtils__/registryHarness';
import { MINIMAL } from '../../../__testUtils__/serviceDefinitions';
import { eventually } from '../../../__testUtils__/testStore';
import type { Notice } from '../../../keeping';
import {
  SpecificationFetchError,
  SpecificationParser,
  type EnvironmentIdentity,
  type RegistryStep,
} from '../../index';
import type { ServiceKeeper } from '../ServiceKeeper';

/** Stores for each test of one file, keepers over them, and what people apply by hand. */
export function useKeeper() {
  const logger = mockLogger();
  const specifications = SpecificationParser.create({ logger });
  let home: Awaited<ReturnType<typeof newStores>>;
  let others: TestStores[];
  let keepers: ServiceKeeper[];
  let views: ServiceView[];
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
    views = [];
    notices = [];
    documents.clear();
  });

  afterEach(async () => {
    await Promise.all(keepers.map(keeper => keeper.close()));
    await Promise.all(views.map(view => view.close()));
    await Promise.all(others.map(stores => stores.close()));
    await home.dispose();
  });

  afterAll(() => specifications.close());

  const open = (
    stores: TestStores = home,
    onStep?: (step: RegistryStep) => Promise<void>,
  ) => registryOver(stores, { specifications, logger, fetcher, onStep });

  /** As another process has them. */
  const openAnother = async () => {
    const another = await openStores(home.folder);
    others.push(another);
    return another;
  };

  /** A keeper of one process; a second one has stores of its own. */
  const keep = async (stores: TestStores = home) => {
    const services = followServices(stores.resources, {
      namespace: NAMESPACE,
      logger,
    });
    views.push(services);
    const keeper = open(stores).startKeeper({
      services,
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

  const secret = (name: string, annotations: Record<string, string>) =>
    home.resources.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: NAMESPACE, name, annotations },
      data: { username: 'dQ==', password: 'cA==' },
    });

  const read = async (name: string) => {
    const found = await home.resources.get(RemoteServiceManifestKind, {
      namespace: NAMESPACE,
      name,
    });
    return found!;
  };

  const condition = async (name: string, wanted: string) =>
    (await read(name)).status?.conditions?.find(({ type }) => type === wanted);

  /**
   * Waits until a keeper has looked at one more service of this environment: whatever else it had to do and say by now,
   * it does and says meanwhile.
   *
   * @returns id of that service
   */
  const lookedAround = async (environment: EnvironmentIdentity) => {
    const { id } = await open().register(environment, MINIMAL);
    await eventually(async () =>
      expect(await condition(id, 'Ready')).toMatchObject({ status: 'True' }),
    );
    return id;
  };

  return {
    /** Those of the test that runs. */
    given: () => ({ home, notices }),
    /** What can be fetched, by URL. */
    documents,
    /** What reads documents, in a process of its own. */
    specifications,
    open,
    openAnother,
    keep,
    apply,
    secret,
    read,
    condition,
    lookedAround,
  };
}

/** Of a service as people apply it. */
export function appliedSpec(
  more: Partial<RemoteServiceManifest['spec']> = {},
): RemoteServiceManifest['spec'] {
  return {
    environment: { name: 'shop' },
    provider: 'Acme',
    displayName: 'Orders',
    description: 'Orders of the shop',
    api: {
      targetUrl: 'https://shop.test/',
      authentication: { type: 'none' },
    },
    ...more,
  };
}
