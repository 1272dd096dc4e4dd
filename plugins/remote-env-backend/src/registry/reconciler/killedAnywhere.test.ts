import {
  API_VERSION,
  RemoteServiceBindingKind,
  SLICED_FROM_BYTES,
} from '@remote-env/plugin-remote-env-common';
import { NAMESPACE } from '../../__testUtils__/registryHarness';
import { DOCUMENTATION, FULL } from '../../__testUtils__/serviceDefinitions';
import {
  useKilledPortals,
  type Scenario,
} from './__testUtils__/useKilledPortals';

// Some twenty processes one after the other, on a machine that may be busy.
jest.setTimeout(600_000);

/** A service without a document that takes a parser, which every process would have to start. */
const guided = (text: string) => ({
  ...FULL,
  description: text,
  api: {
    ...FULL.api,
    spec: undefined,
    requestParameters: { headers: { 'X-Tenant': [text] } },
  },
  events: undefined,
  documentation: { ...DOCUMENTATION, description: text },
});

/** A service whose API has these operations. */
const offering = (paths: string[], about = '') => ({
  ...FULL,
  description: paths.join(),
  api: {
    ...FULL.api,
    spec: {
      openapi: '3.1.0',
      info: {
        title: 'Orders',
        version: '1',
        description: about,
      },
      paths: Object.fromEntries(
        paths.map(each => [each, { get: { summary: each } }]),
      ),
    },
  },
  events: undefined,
  documentation: undefined,
});

describe('a portal that is killed after any write', () => {
  const { killedAnywhere } = useKilledPortals();

  it('leaves a replacement undone or done, and loses no document of its history', async () => {
    const { before, after } = await killedAnywhere({
      given: async ({ registry }, shop) =>
        // Nobody has heard of it yet.
        (
          await registry.register(shop, guided('one'))
        ).id,
      work: (environment, id) => ({
        does: 'replace',
        environment,
        id,
        definition: guided('two'),
      }),
    });
    expect(before.stored.versions).toHaveLength(1);
    expect(after.stored.versions).toHaveLength(2);
  });

  it('removes documents that are no versions any more with a replacement, and only those', async () => {
    const { before, after } = await killedAnywhere({
      keep: 2,
      given: async ({ registry, follow }, shop) => {
        const { id } = await registry.register(shop, guided('one'));
        await follow(id);
        await registry.replace(shop, id, guided('two'));
        await follow(id);
        return id;
      },
      work: (environment, id) => ({
        does: 'replace',
        environment,
        id,
        definition: guided('three'),
      }),
    });
    const digests = ({ stored }: typeof after) =>
      stored.keys
        .filter(key => key.startsWith('sha256/'))
        .map(key => key.split('/').at(-1));
    for (const { stored } of [before, after]) {
      expect(digests({ ...after, stored })).toEqual(
        stored.versions.map(({ sha256 }) => sha256).sort(),
      );
      expect(stored.versions).toHaveLength(2);
    }
    expect(after.stored.versions.map(({ number }) => number)).toEqual([2, 3]);
  });

  it('leaves the end of a service announced or not', async () => {
    const { after } = await killedAnywhere({
      given: async ({ registry }, shop) =>
        (
          await registry.register(shop, guided('one'))
        ).id,
      work: (environment, id) => ({
        does: 'retire',
        environment,
        id,
        deprecation: { endsOn: '2027-01-31' },
      }),
    });
    expect(after.seen?.deprecation).toEqual({ endsOn: '2027-01-31' });
  });

  /** A service with two versions, compared and told, and with all that is derived. */
  const withHistory: Scenario['given'] = async (
    { registry, follow, derive },
    shop,
  ) => {
    const { id } = await registry.register(shop, offering(['/a', '/b']));
    await follow(id);
    await derive(id);
    await registry.replace(shop, id, offering(['/b']));
    await follow(id);
    await derive(id);
    return id;
  };

  const expectNothing = (stored: object) =>
    expect(stored).toEqual({
      services: [],
      unusedSecrets: [],
      secrets: [],
      apiServices: [],
      keys: [],
      published: {},
      versions: [],
      comparisons: [],
      derivations: [],
      notices: {},
    });

  it('removes all of a service with its history', async () => {
    const { before, after } = await killedAnywhere({
      given: withHistory,
      work: (environment, id) => ({ does: 'remove', environment, id }),
    });
    expect(before.stored.comparisons).toHaveLength(1);
    expect(before.stored.derivations).toHaveLength(2);
    expectNothing(after.stored);
  });

  it('derives again what a killed portal had claimed, and shows no half of it', async () => {
    const { after } = await killedAnywhere({
      given: async ({ registry, follow }, shop) => {
        const { id } = await registry.register(
          shop,
          // So large that it gets slices.
          offering(['/a', '/b'], 'x'.repeat(SLICED_FROM_BYTES)),
        );
        await follow(id);
        return id;
      },
      work: (_, id) => ({ does: 'derive', id }),
      goesOn: true,
    });
    expect(after.writes.filter(each => /^put derived/.test(each))).toHaveLength(
      3,
    );
    expect(after.stored.derivations).toMatchObject([
      { kind: 'outline', done: 1 },
      { kind: 'quality', done: 1 },
    ]);
  });

  it('compares versions and tells who uses them, once for all they know', async () => {
    const { after } = await killedAnywhere({
      given: async ({ registry, stores, follow }, shop) => {
        const { id } = await registry.register(shop, offering(['/a', '/b']));
        await follow(id);
        await stores.resources.create(RemoteServiceBindingKind, {
          apiVersion: API_VERSION,
          kind: 'RemoteServiceBinding',
          metadata: { namespace: NAMESPACE, name: 'basket' },
          spec: {
            consumer: { namespace: 'checkout', name: 'basket' },
            environment: { name: shop.name, uid: shop.uid },
            serviceId: id,
            tokenSha256: '0'.repeat(64),
            createdBy: 'user:default/ann',
          },
        });
        await registry.replace(shop, id, offering(['/b']));
        return id;
      },
      work: (_, id) => ({ does: 'follow', id }),
      goesOn: true,
    });
    expect(Object.values(after.stored.notices)).toEqual([
      expect.stringMatching(/has one breaking change$/),
    ]);
    expect(after.writes).toContain('notification');
    expect(after.stored.comparisons).toMatchObject([{ done: 1 }]);
    expect(after.stored.versions).toMatchObject([{ told: 1 }, { told: 1 }]);
  });
});
