import {
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type SignInInfo,
} from '@backstage/plugin-auth-node';
import type { OidcAuthResult } from '@backstage/plugin-auth-backend-module-oidc-provider';
import { z } from 'zod/v3';
import { personOf } from './personOf';

const optionsSchema = z
  .object({
    userClaim: z.string().min(1).default('preferred_username'),
    allowedDomains: z.array(z.string().min(1)).default([]),
    groupsClaim: z.string().min(1).default('groups'),
    namespace: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .default('default'),
    groups: z
      .record(z.string().regex(/^(group:)?([^:/\s]+\/)?[^:/\s]+$/i))
      .default({}),
  })
  .strict()
  .refine(
    ({ userClaim, allowedDomains }) =>
      userClaim !== 'email' || allowedDomains.length > 0,
    { message: 'allowedDomains must name a domain when userClaim is email' },
  )
  .default({});

/**
 * Resolver `remoteEnvClaims`: user and groups are what the provider says, whether or not the catalog knows them. So
 * somebody who leaves a group at the provider has lost its rights with the next refresh of the session.
 */
export const claimsResolver = createSignInResolverFactory({
  optionsSchema,
  create(mapping) {
    return async (
      info: SignInInfo<OAuthAuthenticatorResult<OidcAuthResult>>,
      context,
    ) => {
      const { tokenset, userinfo } = info.result.fullProfile;
      // A refreshed session may come without an ID token.
      const idToken = tokenset.id_token ? tokenset.claims() : {};
      const { user, groups } = personOf({ ...idToken, ...userinfo }, mapping);
      return context.issueToken({
        claims: { sub: user, ent: [user, ...groups] },
      });
    };
  },
});
