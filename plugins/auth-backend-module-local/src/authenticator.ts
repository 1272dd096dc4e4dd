import { createHash, timingSafeEqual } from 'node:crypto';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { AuthenticationError } from '@backstage/errors';
import {
  createProxyAuthenticator,
  type SignInResolver,
} from '@backstage/plugin-auth-node';

/** The people of a local try-out; they exist as entities in `examples/org.yaml`. */
const LOCAL_USERS = {
  developer: { displayName: 'Local developer', group: 'developers' },
  admin: { displayName: 'Local admin', group: 'admins' },
} as const;

export type LocalUser = keyof typeof LOCAL_USERS;

/** Names the person. A header of our own: no page of another site can send it without asking first (CORS). */
export const USER_HEADER = 'x-remote-env-local-user';

/** Shows the command line's token instead, which acts as admin. */
export const TOKEN_HEADER = 'x-remote-env-local-token';

function isLocalUser(name: string): name is LocalUser {
  return Object.hasOwn(LOCAL_USERS, name);
}

function sameSecret(a: string, b: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Finds out which local person calls: by name, or by the command line's token. */
export const localAuthenticator = createProxyAuthenticator({
  defaultProfileTransform: async (result: { user: LocalUser }) => ({
    profile: { displayName: LOCAL_USERS[result.user].displayName },
  }),

  initialize({ config }): { cliToken?: string } {
    return { cliToken: config.getOptionalString('cliToken') };
  },

  async authenticate({ req }, { cliToken }) {
    const token = req.header(TOKEN_HEADER);
    if (token !== undefined) {
      if (!cliToken || !sameSecret(token, cliToken)) {
        throw new AuthenticationError(
          `Header ${TOKEN_HEADER} does not hold the token of this installation`,
        );
      }
      return { result: { user: 'admin' as const } };
    }
    const user = req.header(USER_HEADER) ?? '';
    if (!isLocalUser(user)) {
      throw new AuthenticationError(
        `Header ${USER_HEADER} must be one of: ${Object.keys(LOCAL_USERS).join(
          ', ',
        )}`,
      );
    }
    return { result: { user } };
  },
});

/**
 * Issues the token from what is known here rather than from the catalog, so that signing in works before the
 * catalog has read its locations.
 */
export const localSignInResolver: SignInResolver<{ user: LocalUser }> = async (
  { result },
  context,
) => {
  const user = stringifyEntityRef({ kind: 'User', name: result.user });
  const group = stringifyEntityRef({
    kind: 'Group',
    name: LOCAL_USERS[result.user].group,
  });
  return context.issueToken({ claims: { sub: user, ent: [user, group] } });
};
