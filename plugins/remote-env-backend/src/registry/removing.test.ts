import { contentsOf } from '../__testUtils__/registryHarness';
import { FULL, OPENAPI } from '../__testUtils__/serviceDefinitions';
import { useRegistry } from './__testUtils__/useRegistry';

jest.setTimeout(60_000);

describe('removing services', () => {
  const { given, documentText } = useRegistry();

  it('leaves nothing, but documents that others use', async () => {
    const { registry, shop, stores } = given();
    const first = await registry.register(shop, FULL);
    const second = await registry.register(shop, {
      ...FULL,
      identifier: 'other',
      documentation: undefined,
    });
    expect(await registry.delete(shop, first.id)).toBe(true);
    expect(await registry.delete(shop, first.id)).toBe(false);
    expect(await registry.get(shop, first.id)).toBeUndefined();
    const left = await contentsOf(stores);
    expect(left.services.map(({ spec }) => spec.id)).toEqual([second.id]);
    expect(left.secrets).toHaveLength(2);
    expect(left.keys).toHaveLength(4);
    expect(await documentText(second.id, 'apiSpec')).toBe(
      JSON.stringify(OPENAPI),
    );
    expect(await registry.deleteAll(shop)).toBe(1);
    expect(await contentsOf(stores)).toEqual({
      keys: [],
      published: {},
      services: [],
      secrets: [],
      apiServices: [],
    });
  });

  it('frees the identifier', async () => {
    const { registry, shop } = given();
    const first = await registry.register(shop, FULL);
    await registry.delete(shop, first.id);
    const again = await registry.register(shop, FULL);
    expect(again.id).toBe(first.id);
    expect(again.etag).not.toBe(first.etag);
  });
});
