import { randomUUID } from 'node:crypto';
import {
  RemoteServiceManifestKind,
  SecretKind,
  SERVICE_ANNOTATION,
  type RemoteServiceManifest,
} from '@remote-env/plugin-remote-env-common';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
} from '../../__testUtils__/registryHarness';
import { eventually } from '../../__testUtils__/testStore';
import { EDMX_2 } from '../specifications/__testUtils__/corpus/samples';
import { appliedSpec, useKeeper } from './__testUtils__/useKeeper';

jest.setTimeout(60_000);

const OPENAPI = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {},
});

describe('ServiceKeeper, of services that were applied', () => {
  const {
    given,
    documents,
    specifications,
    open,
    keep,
    apply,
    secret,
    read,
    condition,
  } = useKeeper();

  // Starting it is not what a service is waited for.
  beforeAll(() => specifications.ready());

  it('completes what was applied, as a registration would have', async () => {
    const { home, notices } = given();
    const shop = await createEnvironment(home.resources, 'shop');
    const url = 'https://shop.test/openapi.json';
    documents.set(url, OPENAPI);
    await keep();
    const id = randomUUID();
    await apply(
      id,
      appliedSpec({
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

  it('fetches the metadata of OData from the target, as for a registration', async () => {
    const { home } = given();
    const shop = await createEnvironment(home.resources, 'shop');
    documents.set('https://shop.test/odata/$metadata', EDMX_2);
    await keep();
    const id = randomUUID();
    await apply(
      id,
      appliedSpec({
        api: {
          targetUrl: 'https://shop.test/odata',
          apiType: 'OData',
          authentication: { type: 'none' },
        },
      }),
    );
    await eventually(async () =>
      expect(await open().get(shop, id)).toMatchObject({
        documents: [{ role: 'apiSpec', format: 'odata-edmx' }],
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
    const { home, notices } = given();
    const shop = await createEnvironment(home.resources, 'shop');
    await keep();
    const id = randomUUID();
    const { metadata } = await apply(id, appliedSpec(change));
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
    const { home } = given();
    await keep();
    const id = randomUUID();
    await apply(id, appliedSpec());
    await apply('orders', appliedSpec());
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
    const { home } = given();
    const shop = await createEnvironment(home.resources, 'shop');
    await keep();
    const id = randomUUID();
    await secret('orders', {});
    await apply(
      id,
      appliedSpec({
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
});
