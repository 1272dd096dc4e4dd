import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  contentsOf,
  createEnvironment,
  newStores,
  registryOver,
} from '../../__testUtils__/registryHarness';
import {
  SpecificationFetchError,
  SpecificationParser,
  type EnvironmentIdentity,
  type RegistryStep,
  type ServiceRegistry,
  type SpecificationRequest,
} from '../index';

/** What happens around a registry, as a test wants it; as usual again before the next one. */
interface Surroundings {
  fetched(request: SpecificationRequest): Promise<string>;
  atStep(step: RegistryStep): Promise<void> | void;
}

function usual(): Surroundings {
  return {
    fetched: async () => {
      throw new SpecificationFetchError('nothing is to be fetched');
    },
    atStep: () => {},
  };
}

/** A registry on real stores for each test of one file, and an environment in it. */
export function useRegistry() {
  const logger = mockLogger();
  const surroundings = usual();
  let specifications: SpecificationParser;
  let stores: Awaited<ReturnType<typeof newStores>>;
  let registry: ServiceRegistry;
  let shop: EnvironmentIdentity;

  beforeAll(async () => {
    specifications = SpecificationParser.create({ logger });
    await specifications.ready();
  });

  afterAll(() => specifications.close());

  beforeEach(async () => {
    stores = await newStores();
    Object.assign(surroundings, usual());
    registry = registryOver(stores, {
      specifications,
      logger,
      fetcher: { fetch: request => surroundings.fetched(request) },
      onStep: step => surroundings.atStep(step),
    });
    shop = await createEnvironment(stores.resources, 'shop');
  });

  afterEach(() => stores.dispose());

  const secretValues = async (name: string | undefined) => {
    const { secrets } = await contentsOf(stores);
    const secret = secrets.find(({ metadata }) => metadata.name === name);
    return (
      secret &&
      Object.fromEntries(
        Object.entries(secret.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString(),
        ]),
      )
    );
  };

  const documentText = async (id: string, role: 'apiSpec' | 'eventSpec') => {
    const opened = await registry.openDocument(shop, id, role);
    const chunks = await opened?.body.toArray();
    return chunks && Buffer.concat(chunks).toString();
  };

  return {
    /** Those of the test that runs. */
    given: () => ({ registry, stores, shop }),
    surroundings,
    secretValues,
    documentText,
  };
}
