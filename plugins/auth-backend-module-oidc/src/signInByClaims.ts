import type { OidcAuthResult } from '@backstage/plugin-auth-backend-module-oidc-provider';
import type {
  OAuthAuthenticatorResult,
  SignInResolver,
} from '@backstage/plugin-auth-node';
import { personOf, type ClaimsMapping } from './personOf';

/**
 * User and groups are what the provider says, whether or not the catalog knows them. So somebody who leaves a group at
 * the provider has lost its rights with the next refresh of the session.
 */
export function signInByClaims(
  mapping: ClaimsMapping,
): SignInResolver<OAuthAuthenticatorResult<OidcAuthResult>> {
  return async (info, context) => {
    const { tokenset, userinfo } = info.result.fullProfile;
    // A refreshed session may come without an ID token.
    const idToken = tokenset.id_token ? tokenset.claims() : {};
    const { user, groups } = personOf({ ...idToken, ...userinfo }, mapping);
    return context.issueToken({
      claims: { sub: user, ent: [user, ...groups] },
    });
  };
}
