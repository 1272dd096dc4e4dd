import { mockServices } from '@backstage/backend-test-utils';
import { TestCatalog } from '../__testUtils__/TestCatalog';
import { readEntityOptions } from '../config';
import { NoEntityProvider } from './NoEntityProvider';
import { PROVIDER_NAME } from './providerName';

describe('a catalog that is to have no entities of remote environments', () => {
  const options = (remoteEnv: object) =>
    readEntityOptions(
      mockServices.rootConfig({
        data: {
          app: { baseUrl: 'http://localhost:7007' },
          catalog: { providers: { remoteEnv } },
        },
      }),
    );

  it('is asked for by configuration alone', () => {
    expect(options({ enabled: false })).toBeUndefined();
    expect(options({ enabled: true })).toBeDefined();
    expect(options({})).toBeDefined();
  });

  it('loses those that it was given before', async () => {
    const catalog = new TestCatalog();
    await catalog.applyMutation({
      type: 'full',
      entities: [
        {
          entity: {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'System',
            metadata: { name: 'shop' },
          },
          locationKey: PROVIDER_NAME,
        },
      ],
    });
    expect(catalog.references).toEqual(['system:default/shop']);
    const provider = new NoEntityProvider();
    expect(provider.getProviderName()).toBe(PROVIDER_NAME);
    await provider.connect(catalog);
    expect(catalog.references).toEqual([]);
  });
});
