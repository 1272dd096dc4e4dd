import { parseAddress } from './parseAddress';

const ID = '6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f';

describe('parseAddress', () => {
  it.each([
    [
      '/shop/orders',
      { environment: 'shop', service: 'orders', path: '', query: undefined },
    ],
    [
      '/shop/orders/?',
      { environment: 'shop', service: 'orders', path: '/', query: '' },
    ],
    [
      '/shop/orders//a%2Fb?x=/y?z',
      { path: '//a%2Fb', query: 'x=/y?z', service: 'orders' },
    ],
  ])('reads %s', (target, expected) => {
    expect(parseAddress(target, 'proxy:8081', true)).toMatchObject({
      kind: 'path',
      ...expected,
    });
  });

  it('reads a token only where the path says so', () => {
    expect(parseAddress('/t/abc/x?y', 'proxy', false)).toEqual({
      kind: 'token',
      pathToken: 'abc',
      path: '/x',
      query: 'y',
    });
    expect(parseAddress('/tt/abc/x', 'proxy', false)).toMatchObject({
      kind: 'path',
      environment: 'tt',
    });
    expect(() => parseAddress('/t', 'proxy', false)).toThrow('must begin with');
    expect(() => parseAddress('/t/', 'proxy', false)).toThrow(
      'must begin with',
    );
  });

  it('reads the host of a per-API Service', () => {
    const host = `RE-a-long-name-${ID}.ns.svc.cluster.local:80`;
    expect(parseAddress('/x', host, true)).toMatchObject({
      kind: 'host',
      environmentCut: 'a-long-name',
      serviceId: ID,
      path: '/x',
    });
    expect(parseAddress('/t/abc/x', host, true)).toMatchObject({
      path: '/t/abc/x',
    });
    expect(parseAddress('/t/abc/x', host, false)).toMatchObject({
      kind: 'host',
      pathToken: 'abc',
      path: '/x',
    });
    for (const other of [`re-${ID}`, `xre-a-${ID}`, `re-a-${ID}0`, undefined]) {
      expect(parseAddress('/a/b', other, true).kind).toBe('path');
    }
  });

  it.each(['', 'x', '*', 'http://other/a/b', '/', '/a', '/a/', '//b'])(
    'refuses %j',
    target => {
      expect(() => parseAddress(target, 'proxy', true)).toThrow(
        /The (path|request target) must begin with/,
      );
    },
  );

  it('refuses what is too long', () => {
    expect(() =>
      parseAddress(`/a/b/${'c'.repeat(16 * 1024)}`, 'proxy', true),
    ).toThrow('longer than');
  });
});
