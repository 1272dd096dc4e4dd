import { remoteEntity } from './annotations';

describe('remoteEntity', () => {
  const entity = (annotations?: Record<string, string>) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'x', annotations },
  });

  it('reads what the catalog module writes', () => {
    expect(
      remoteEntity(
        entity({
          'remote-env.dev/environment': 'shop',
          'remote-env.dev/service-id': '1',
          'remote-env.dev/document': 'eventSpec',
        }),
      ),
    ).toEqual({ environment: 'shop', serviceId: '1', document: 'eventSpec' });
    expect(
      remoteEntity(entity({ 'remote-env.dev/environment': 'shop' })),
    ).toEqual({ environment: 'shop' });
  });

  it('leaves entities of others alone', () => {
    expect(remoteEntity(entity())).toBeUndefined();
    expect(
      remoteEntity(entity({ 'remote-env.dev/service-id': '1' })),
    ).toBeUndefined();
  });
});
