import { createEnvironment } from '../__testUtils__/registryHarness';
import { MINIMAL } from '../__testUtils__/serviceDefinitions';
import { useRegistry } from './__testUtils__/useRegistry';

jest.setTimeout(60_000);

describe('reading services', () => {
  const { given } = useRegistry();

  it('pages, and keeps environments apart', async () => {
    const { registry, shop, stores } = given();
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) {
      ids.push((await registry.register(shop, MINIMAL)).id);
    }
    const crm = await createEnvironment(stores.resources, 'crm');
    const other = await registry.register(crm, MINIMAL);
    const first = await registry.list(shop, { limit: 3 });
    const second = await registry.list(shop, {
      limit: 3,
      continue: first.continue,
    });
    expect(second.continue).toBeUndefined();
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
      ids.sort(),
    );
    expect(await registry.get(shop, other.id)).toBeUndefined();
    expect(await registry.get(shop, other.name)).toBeUndefined();
    expect(await registry.getDetails(shop, other.id)).toBeUndefined();
    expect(
      await registry.openDocument(shop, other.id, 'apiSpec'),
    ).toBeUndefined();
    expect(await registry.delete(shop, other.id)).toBe(false);
    await expect(
      registry.replace(shop, other.id, MINIMAL),
    ).rejects.toMatchObject({ name: 'ServiceNotFoundError' });
    expect(await registry.get(crm, other.id)).toEqual(other);
  });

  it('knows nothing of names that cannot be', async () => {
    const { registry, shop } = given();
    for (const name of ['', '12345', '../x', 'A', 'a'.repeat(300), 'a=b']) {
      expect(await registry.get(shop, name)).toBeUndefined();
    }
    await expect(
      registry.list(shop, { limit: 1, continue: 'made-up' }),
    ).rejects.toMatchObject({ name: 'ServiceInvalidError' });
  });
});
