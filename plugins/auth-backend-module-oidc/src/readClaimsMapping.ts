import type { Config } from '@backstage/config';
import { z } from 'zod';
import type { ClaimsMapping } from './personOf';

const mappingSchema = z
  .strictObject({
    user: z.string().min(1).default('preferred_username'),
    allowedDomains: z.array(z.string().min(1)).default([]),
    groups: z.string().min(1).default('groups'),
    namespace: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
        error: 'must be lower-case letters, digits and dashes',
      })
      .default('default'),
    groupRefs: z
      .record(
        z.string(),
        z.string().regex(/^(group:)?([^:/\s]+\/)?[^:/\s]+$/i, {
          error: "must be an entity reference such as 'group:default/admins'",
        }),
      )
      .default({}),
  })
  .refine(
    ({ user, allowedDomains }) => user !== 'email' || allowedDomains.length > 0,
    {
      path: ['allowedDomains'],
      error: "must name the domains that may sign in, since 'user' is 'email'",
    },
  );

/**
 * Reads `auth.providers.oidc.{auth.environment}.claims`.
 *
 * @param config - the root configuration
 * @returns undefined when nobody is signed in by claims
 * @throws Error of one line that names each wrong key
 */
export function readClaimsMapping(config: Config): ClaimsMapping | undefined {
  const environment =
    config.getOptionalString('auth.environment') ?? 'development';
  const key = `auth.providers.oidc.${environment}`;
  const claims = config.getOptional(`${key}.claims`);
  if (claims === undefined) {
    return undefined;
  }
  if (config.has(`${key}.signIn.resolvers`)) {
    throw new Error(
      `Invalid configuration: ${key} has both claims and signIn.resolvers: remove one, it would say twice who somebody is`,
    );
  }
  const parsed = mappingSchema.safeParse(claims);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) =>
        `${[key, 'claims', ...path].join('.')}: ${message}`,
    );
    throw new Error(`Invalid configuration: ${problems.join('; ')}`);
  }
  const { user, groups, groupRefs, ...rest } = parsed.data;
  return { ...rest, userClaim: user, groupsClaim: groups, groups: groupRefs };
}
