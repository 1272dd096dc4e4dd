import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import {
  contentsOf,
  createEnvironment,
  eventually,
  NAMESPACE,
} from '../__testUtils__/registryHarness';
import { FULL, OPENAPI } from '../__testUtils__/serviceDefinitions';
import { useRegistry } from './__testUtils__/useRegistry';

jest.setTimeout(60_000);

describe('services in the middle of a change', () => {
  const { given, surroundings, documentText } = useRegistry();

  it('lets one of several registrations of an identifier win', async () => {
    const { registry, shop, stores } = given();
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => registry.register(shop, FULL)),
    );
    const lost = results.filter(({ status }) => status === 'rejected');
    expect(lost).toHaveLength(5);
    for (const each of lost) {
      expect(each).toMatchObject({
        reason: {
          name: 'ServiceExistsError',
          message: 'Service with Identifier acme-orders-v1 already exists',
        },
      });
    }
    const { services, secrets } = await contentsOf(stores);
    expect(services.map(({ spec }) => spec.phase)).toEqual(['Ready']);
    expect(secrets).toHaveLength(2);

    const crm = await createEnvironment(stores.resources, 'crm');
    await expect(registry.register(crm, FULL)).resolves.toMatchObject({
      identifier: 'acme-orders-v1',
    });
  });

  it('does not call an identifier taken by what a portal has left that died, and takes it later', async () => {
    const { registry, shop } = given();
    let fail: (reason: Error) => void = () => {};
    const pending = new Promise<void>(arrived => {
      surroundings.atStep = step => {
        if (step !== 'register:secrets') {
          return undefined;
        }
        arrived();
        return new Promise((_, reject) => {
          fail = reject;
        });
      };
    });
    const dying = registry.register(shop, FULL);
    await pending;
    await expect(registry.register(shop, FULL)).rejects.toMatchObject({
      name: 'RegistryBusyError',
      message:
        'Service with Identifier acme-orders-v1 is being registered; try again later',
    });
    fail(new Error('no more'));
    await expect(dying).rejects.toThrow('no more');
    surroundings.atStep = () => {};
    await expect(registry.register(shop, FULL)).resolves.toMatchObject({
      identifier: 'acme-orders-v1',
    });
  });

  it('shows a service to nobody before it is complete, and takes all back on failure', async () => {
    const { registry, shop, stores } = given();
    const seen: number[] = [];
    surroundings.atStep = async step => {
      seen.push((await registry.list(shop)).items.length);
      if (step === 'register:secrets') {
        throw new Error('disk full');
      }
    };
    await expect(registry.register(shop, FULL)).rejects.toThrow('disk full');
    expect(seen).toEqual([0, 0, 0]);
    const { secrets } = await eventually(
      () => contentsOf(stores),
      ({ services, secrets: left }) => services.length + left.length === 0,
    );
    expect(secrets).toEqual([]);

    surroundings.atStep = () => {};
    await expect(registry.register(shop, FULL)).resolves.toMatchObject({
      kinds: ['api', 'events'],
    });
  });

  it('does not mind writes to the status meanwhile, nor changes its tag for them', async () => {
    const { registry, shop, stores } = given();
    const { id, etag } = await registry.register(shop, FULL);
    await registry.settled();
    const name = { namespace: NAMESPACE, name: id };
    let writes = 0;
    const touch = async () => {
      const stored = await stores.resources.get(RemoteServiceKind, name);
      writes += 1;
      await stores.resources.updateStatus(RemoteServiceKind, {
        ...stored!,
        status: { lastCall: `2026-01-01T00:00:0${writes}Z` },
      });
    };
    await touch();
    expect((await registry.get(shop, id))?.etag).toBe(etag);
    surroundings.atStep = async step => {
      if (step === 'replace:secrets' && writes < 3) {
        await touch();
      }
    };
    const after = await registry.replace(
      shop,
      id,
      {
        ...FULL,
        description: 'changed',
        api: {
          ...FULL.api,
          credentials: { basic: { username: 'u', password: 'p' } },
        },
      },
      { ifMatch: etag },
    );
    expect(after.description).toBe('changed');
    expect(writes).toBe(3);
    expect((await contentsOf(stores)).secrets).toHaveLength(2);
  });

  it('leaves the service as it was when it fails', async () => {
    const { registry, shop, stores } = given();
    const before = await registry.register(shop, FULL);
    const old = await contentsOf(stores);
    surroundings.atStep = step => {
      if (step === 'replace:secrets') {
        throw new Error('disk full');
      }
    };
    await expect(
      registry.replace(shop, before.id, {
        ...FULL,
        api: {
          ...FULL.api,
          spec: { ...OPENAPI, openapi: '3.1.0' },
          credentials: { basic: { username: 'u', password: 'p' } },
        },
      }),
    ).rejects.toThrow('disk full');
    expect(await registry.get(shop, before.id)).toEqual(before);
    expect((await contentsOf(stores)).secrets).toEqual(old.secrets);
    expect(await documentText(before.id, 'apiSpec')).toBe(
      JSON.stringify(OPENAPI),
    );
  });

  it('takes a service out of sight at once', async () => {
    const { registry, shop } = given();
    const { id } = await registry.register(shop, FULL);
    const seen: unknown[] = [];
    surroundings.atStep = async step => {
      if (step.startsWith('delete:')) {
        seen.push(await registry.get(shop, id));
      }
    };
    await registry.delete(shop, id);
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });
});
