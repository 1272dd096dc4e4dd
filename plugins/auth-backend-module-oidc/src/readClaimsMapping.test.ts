import { ConfigReader } from '@backstage/config';
import { readClaimsMapping } from './readClaimsMapping';

function read(oidc: object, environment?: string) {
  return readClaimsMapping(
    new ConfigReader({
      auth: {
        ...(environment && { environment }),
        providers: { oidc: JSON.parse(JSON.stringify(oidc)) },
      },
    }),
  );
}

describe('readClaimsMapping', () => {
  it('fills in what most providers call them, for the environment in use', () => {
    const defaults = {
      userClaim: 'preferred_username',
      groupsClaim: 'groups',
      allowedDomains: [],
      namespace: 'default',
      groups: {},
    };
    expect(read({ development: { claims: {} } })).toEqual(defaults);
    expect(read({ production: { claims: {} } }, 'production')).toEqual(
      defaults,
    );
    expect(read({ production: { claims: {} } })).toBeUndefined();
    expect(read({ development: {} })).toBeUndefined();
    expect(
      read({
        development: {
          claims: {
            user: 'email',
            allowedDomains: ['acme.test'],
            groups: 'roles',
            namespace: 'acme',
            groupRefs: { 'Platform Admins': 'group:default/admins' },
          },
        },
      }),
    ).toEqual({
      userClaim: 'email',
      allowedDomains: ['acme.test'],
      groupsClaim: 'roles',
      namespace: 'acme',
      groups: { 'Platform Admins': 'group:default/admins' },
    });
  });

  it('names what is wrong', () => {
    const wrong: [object, string][] = [
      [{ user: 'email' }, 'claims.allowedDomains: must name the domains'],
      [{ usr: 'sub' }, 'claims: Unrecognized key: "usr"'],
      [{ namespace: 'A b' }, 'claims.namespace: must be lower-case'],
      [{ groupRefs: { x: 'a b' } }, 'claims.groupRefs.x: must be an entity'],
    ];
    for (const [claims, message] of wrong) {
      expect(() => read({ development: { claims } })).toThrow(
        `Invalid configuration: auth.providers.oidc.development.${message}`,
      );
    }
    expect(() =>
      read({
        development: {
          claims: {},
          signIn: {
            resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }],
          },
        },
      }),
    ).toThrow('has both claims and signIn.resolvers');
  });
});
