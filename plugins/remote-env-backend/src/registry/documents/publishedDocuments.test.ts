import {
  RemoteEnvironmentKind,
  SERVICE_IDS_ANNOTATION,
} from '@remote-env/plugin-remote-env-common';
import { StoreUnavailableError } from '@remote-env/plugin-remote-env-node';
import { text } from 'node:stream/consumers';
import { mockLogger } from '../../__testUtils__/mockLogger';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
  newStores,
  registryOver,
} from '../../__testUtils__/registryHarness';
import {
  ASYNCAPI,
  DOCUMENTATION,
  FULL,
  MINIMAL,
  OPENAPI,
} from '../../__testUtils__/serviceDefinitions';
import {
  SpecificationParser,
  type EnvironmentIdentity,
  type RegistryStep,
  type ServiceRegistry,
} from '../index';

jest.setTimeout(60_000);

const NEWER = { ...OPENAPI, openapi: '3.1.0' };
const withApi = (spec: object) => ({
  ...MINIMAL,
  api: { ...MINIMAL.api, spec },
});

describe('readable names of documents', () => {
  const logger = mockLogger();
  const fetcher = { fetch: () => Promise.reject(new Error('not used')) };
  const specifications = SpecificationParser.create({ logger });
  let stores: Awaited<ReturnType<typeof newStores>>;
  let registry: ServiceRegistry;
  let shop: EnvironmentIdentity;
  let atStep: (step: RegistryStep) => Promise<void> | void;

  const open = (onStep?: (step: RegistryStep) => Promise<void> | void) =>
    registryOver(stores, { specifications, logger, fetcher, onStep });

  beforeEach(async () => {
    stores = await newStores();
    atStep = () => {};
    registry = open(step => atStep(step));
    shop = await createEnvironment(stores.resources, 'shop');
  });

  afterEach(() => stores.dispose());
  afterAll(() => specifications.close());

  const read = async (id: string, file: string) => {
    await registry.settled();
    const { body } = await stores.documents.get(`service-class/${id}/${file}`);
    return text(body);
  };
  const names = async () => Object.keys((await contentsOf(stores)).published);
  const reconcile = async () => {
    const reconciler = open().startReconciler();
    const report = await reconciler.run();
    await reconciler.close();
    return report;
  };

  it('are those of the older protocol, and hold the documents as they were registered', async () => {
    const { id } = await registry.register(shop, FULL);
    expect(await names()).toEqual([
      `service-class/${id}/apiSpec.json`,
      `service-class/${id}/asyncApiSpec.json`,
      `service-class/${id}/content.json`,
    ]);
    expect(await read(id, 'apiSpec.json')).toBe(JSON.stringify(OPENAPI));
    expect(await read(id, 'asyncApiSpec.json')).toBe(ASYNCAPI);
    expect(await read(id, 'content.json')).toBe(JSON.stringify(DOCUMENTATION));
  });

  it('follow a replacement, lose what the service no longer has, and go with it', async () => {
    const { id } = await registry.register(shop, FULL);
    await registry.replace(shop, id, withApi(NEWER));
    expect(await names()).toEqual([`service-class/${id}/apiSpec.json`]);
    expect(await read(id, 'apiSpec.json')).toBe(JSON.stringify(NEWER));
    await registry.delete(shop, id);
    expect(await names()).toEqual([]);
  });

  it('end with the last of several changes, whoever writes last', async () => {
    const { id } = await registry.register(shop, withApi(OPENAPI));
    const latest = { ...OPENAPI, info: { ...OPENAPI.info, title: 'Latest' } };
    atStep = async step => {
      if (step === 'replace:ready') {
        // Another process changes and publishes while this one has yet to publish.
        await open().replace(shop, id, withApi(latest));
      }
    };
    await registry.replace(shop, id, withApi(NEWER));
    expect(await read(id, 'apiSpec.json')).toBe(JSON.stringify(latest));
  });

  it('come back when the service is registered again while it is being removed', async () => {
    const { id } = await registry.register(shop, FULL);
    atStep = async step => {
      if (step === 'delete:gone') {
        await open().register(shop, FULL);
      }
    };
    await registry.delete(shop, id);
    expect(await names()).toHaveLength(3);
  });

  it('cost a registration no listing, and no registration when they cannot be written', async () => {
    const list = jest.spyOn(stores.documents, 'list');
    const copy = jest
      .spyOn(stores.documents, 'copy')
      .mockRejectedValue(new StoreUnavailableError('away'));
    const { id } = await registry.register(shop, FULL);
    expect(list).not.toHaveBeenCalled();
    expect(await registry.get(shop, id)).toMatchObject({ id });
    expect(await names()).toEqual([]);
    copy.mockRestore();
    expect(await reconcile()).toMatchObject({ published: 1 });
    expect(await names()).toHaveLength(3);
  });

  it('are put right by the reconciler, which leaves what is right or not ours', async () => {
    const { id } = await registry.register(shop, FULL);
    const other = await registry.register(shop, withApi(NEWER));
    const gone = '00000000-0000-4000-8000-000000000000';
    const put = (key: string) =>
      stores.documents.put(`service-class/${key}`, Buffer.from('x'), {
        contentType: 'text/plain',
      });
    await stores.documents.delete(`service-class/${id}/content.json`);
    await put(`${id}/apiSpec.json`);
    await put(`${gone}/apiSpec.json`);
    await put(`${id}/notes.txt`);
    await put('somebody/apiSpec.json');
    expect(await reconcile()).toMatchObject({ published: 2 });
    expect(await read(id, 'apiSpec.json')).toBe(JSON.stringify(OPENAPI));
    expect(await names()).toEqual(
      [
        `service-class/${id}/apiSpec.json`,
        `service-class/${id}/asyncApiSpec.json`,
        `service-class/${id}/content.json`,
        `service-class/${id}/notes.txt`,
        `service-class/${other.id}/apiSpec.json`,
        'service-class/somebody/apiSpec.json',
      ].sort(),
    );
    expect(await reconcile()).toMatchObject({ published: 0 });
  });

  it('an environment that was moved gives an identifier the id that it had', async () => {
    const { id } = await registry.register(shop, FULL);
    await stores.resources.delete(RemoteEnvironmentKind, {
      namespace: NAMESPACE,
      name: 'shop',
    });
    const moved = await stores.resources.create(RemoteEnvironmentKind, {
      apiVersion: 'remote-env.dev/v1alpha1',
      kind: 'RemoteEnvironment',
      metadata: {
        namespace: NAMESPACE,
        name: 'webshop',
        annotations: { [SERVICE_IDS_ANNOTATION]: shop.uid },
      },
      spec: {},
    });
    await registry.delete(shop, id);
    const { uid } = moved.metadata;
    const again = await registry.register({ name: 'webshop', uid }, FULL);
    expect(again.id).toBe(id);
  });
});
