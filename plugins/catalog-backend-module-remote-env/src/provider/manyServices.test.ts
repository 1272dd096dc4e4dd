import { useProviders } from '../__testUtils__/useProviders';

jest.setTimeout(60_000);

describe('an environment with many services', () => {
  const { given, start, stop } = useProviders();

  it('relates the oldest two hundred services to their System, whenever they came', async () => {
    const { catalog, installation } = given();
    const shop = await installation.approved('shop', {});
    const ids = Array.from(
      { length: 203 },
      (_, number) => `id-${String(number).padStart(3, '0')}`,
    );
    for (const id of ids.slice(0, 150)) {
      await installation.service(shop, id);
    }
    await start();
    await catalog.holds(
      'system:default/shop',
      ...ids.slice(0, 150).map(id => `api:default/${id}-api`),
    );
    for (const id of ids.slice(150)) {
      await installation.service(shop, id);
    }
    const references = ids.map(id => `api:default/${id}-api`);
    await catalog.holds('system:default/shop', ...references);
    const related = () =>
      references.filter(
        reference => catalog.entities.get(reference)?.spec?.system,
      );
    const atFirst = related();
    expect(atFirst).toHaveLength(200);

    await stop();
    await start();
    await catalog.holds('system:default/shop', ...references);
    expect(related()).toEqual(atFirst);
  });
});
