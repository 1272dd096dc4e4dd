import {
  KubernetesServiceKind,
  RemoteServiceKind,
  RemoteServiceManifestKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import {
  contentsOf,
  createEnvironment,
  NAMESPACE,
} from '../../__testUtils__/registryHarness';
import { MINIMAL } from '../../__testUtils__/serviceDefinitions';
import { eventually } from '../../__testUtils__/testStore';
import { useKeeper } from './__testUtils__/useKeeper';

jest.setTimeout(60_000);

const WITH_PASSWORD = {
  ...MINIMAL,
  api: {
    targetUrl: 'https://shop.test/',
    credentials: { basic: { username: 'u', password: 'p' } },
  },
};

describe('ServiceKeeper, of services that were registered', () => {
  const { given, open, openAnother, keep, read, condition, lookedAround } =
    useKeeper();

  it('reports credentials that are gone, and makes up none', async () => {
    const { home, notices } = given();
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
    const { home, notices } = given();
    const shop = await createEnvironment(home.resources, 'shop');
    const { id } = await open().register(shop, WITH_PASSWORD);
    const others = [await openAnother(), await openAnother()];
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
    // Nobody has more to say.
    await lookedAround(shop);
    expect(notices.map(({ type, message }) => [type, message])).toEqual([
      ['Normal', `the Service 're-shop-${id}' was missing, and is there again`],
      ['Normal', expect.stringMatching(/was set back: .*spec\.externalName/)],
      ['Normal', expect.stringMatching(/^set back, .*spec\.hostName/)],
    ]);
  });

  it('leaves registrations and removals that are under way alone', async () => {
    const { home, notices } = given();
    const shop = await createEnvironment(home.resources, 'shop');
    await keep();
    const registry = open(home, async step => {
      if (step === 'register:pending' || step === 'delete:secrets') {
        await open().delete(shop, await lookedAround(shop));
      }
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
