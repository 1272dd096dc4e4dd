import { personOf, type ClaimsMapping } from './personOf';

const mapping: ClaimsMapping = {
  userClaim: 'preferred_username',
  allowedDomains: [],
  groupsClaim: 'groups',
  namespace: 'default',
  groups: {},
};
const claims = { sub: '4711', preferred_username: 'Dora.D' };

describe('personOf', () => {
  it('names user and groups by the claims', () => {
    expect(
      personOf({ ...claims, groups: ['Developers', 'shop-owners'] }, mapping),
    ).toEqual({
      user: 'user:default/dora.d',
      groups: ['group:default/developers', 'group:default/shop-owners'],
    });
    expect(personOf(claims, mapping).groups).toEqual([]);
    expect(personOf({ ...claims, groups: 'one' }, mapping).groups).toEqual([
      'group:default/one',
    ]);
    expect(
      personOf(
        { ...claims, roles: ['a'] },
        {
          ...mapping,
          userClaim: 'sub',
          groupsClaim: 'roles',
          namespace: 'acme',
        },
      ),
    ).toEqual({ user: 'user:acme/4711', groups: ['group:acme/a'] });
  });

  it('translates groups that are named otherwise, and passes over what is no entity', () => {
    const groups = [
      '/Platform Admins',
      'a/b',
      'x:y',
      7,
      '',
      'ok',
      'ok',
      '__proto__',
    ];
    expect(
      personOf(
        { ...claims, groups },
        { ...mapping, groups: { '/Platform Admins': 'group:ops/admins' } },
      ).groups,
    ).toEqual(['group:ops/admins', 'group:default/ok']);
  });

  it('takes an address only when it is verified and of a domain that may sign in', () => {
    const byEmail = {
      ...mapping,
      userClaim: 'email',
      allowedDomains: ['Acme.test'],
    };
    const read = (email: string, verified: unknown = true) =>
      personOf({ email, email_verified: verified }, byEmail).user;
    expect(read('dora@acme.TEST')).toBe('user:default/dora');
    expect(() => read('dora@acme.test', false)).toThrow('not verified');
    expect(() => read('dora@acme.test', 'true')).toThrow('not verified');
    expect(() => read('dora@evil.test')).toThrow('domain');
    expect(() => read('dora@acme.test@evil.test')).toThrow('domain');
    expect(() => read('@acme.test')).toThrow('domain');
    expect(() => read('dora@evil.test@acme.test')).toThrow(
      'cannot be the name',
    );
  });

  it('refuses whoever has no name that fits, and does not repeat it', () => {
    for (const name of [
      '',
      ' dora',
      'dora d',
      'a/b',
      'x:y',
      'ü',
      '-a',
      'a'.repeat(64),
    ]) {
      expect(() => personOf({ preferred_username: name }, mapping)).toThrow(
        "Claim 'preferred_username' of the sign-in provider cannot be the name of a user",
      );
    }
    for (const value of [undefined, null, 7, ['dora']]) {
      expect(() => personOf({ preferred_username: value }, mapping)).toThrow(
        "claim 'preferred_username' is missing",
      );
    }
    expect(() => personOf({ ...claims, groups: { a: true } }, mapping)).toThrow(
      "Claim 'groups'",
    );
    expect(() =>
      personOf({ ...claims, groups: Array(501).fill('a') }, mapping),
    ).toThrow("Claim 'groups'");
  });
});
