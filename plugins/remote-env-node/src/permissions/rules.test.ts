import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { environmentPermissionRules, normalizeEntityRef } from './rules';

function environment(spec: RemoteEnvironment['spec']): RemoteEnvironment {
  return {
    apiVersion: 'remote-env.dev/v1alpha1',
    kind: 'RemoteEnvironment',
    metadata: {
      name: 'shop',
      namespace: 'remote-env-system',
      uid: 'u-1',
      resourceVersion: '1',
      creationTimestamp: '2026-11-21T00:00:00Z',
    },
    spec,
  };
}

describe('isOwner', () => {
  const { isOwner } = environmentPermissionRules;
  const claims = ['user:default/ada', 'Group:default/Shop'];

  it.each([
    [{ owner: 'group:default/shop' }, true],
    [{ owner: 'shop' }, true],
    [{ owner: 'group:default/erp', requestedBy: 'user:default/Ada' }, true],
    [{ owner: 'group:default/erp', requestedBy: 'user:default/bob' }, false],
    [{ owner: 'group:other/shop' }, false],
    [{}, false],
  ])('answers %j with %s', (spec, expected) => {
    expect(isOwner.apply(environment(spec), { claims })).toBe(expected);
  });

  it('asks the index for the claims as references are stored there', () => {
    expect(isOwner.toQuery({ claims })).toEqual({
      ownedBy: ['user:default/ada', 'group:default/shop'],
    });
  });

  it('never matches without claims', () => {
    expect(isOwner.apply(environment({ owner: '' }), { claims: [] })).toBe(
      false,
    );
  });
});

describe('normalizeEntityRef', () => {
  it('keeps what is no reference comparable', () => {
    expect(normalizeEntityRef('Some Body:')).toBe('some body:');
  });
});
