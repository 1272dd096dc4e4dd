import type { LoggerService } from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import {
  oidcAuthenticator,
  type OidcAuthResult,
} from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  createOAuthAuthenticator,
  type OAuthAuthenticator,
} from '@backstage/plugin-auth-node';
import { endSession } from './endSession';
import { ProviderConnection } from './ProviderConnection';
import { refusalOf, TEMPORARILY_UNAVAILABLE } from './refusals';

/**
 * Backstage's own OpenID Connect with four differences: a provider that is away at start is asked again later; whatever
 * goes wrong is told to the page that opened the window, in words for people; signing out works without the provider; and
 * it ends the provider's session too, where that is offered.
 */
export function createSignInAuthenticator(options: {
  logger: LoggerService;
  /** Where people are after signing out. */
  appUrl: string;
}): OAuthAuthenticator<ProviderConnection, OidcAuthResult> {
  const { appUrl, logger } = options;
  return createOAuthAuthenticator({
    defaultProfileTransform: oidcAuthenticator.defaultProfileTransform,
    scopes: oidcAuthenticator.scopes,
    initialize: settings => ProviderConnection.create(settings, logger),

    async start(input, connection) {
      try {
        return await oidcAuthenticator.start(input, await connection.context());
      } catch (error) {
        logger.warn(`Nobody can begin to sign in: ${error}`);
        // The callback is what talks to the page that opened the window.
        const query = new URLSearchParams({
          state: input.state,
          error: TEMPORARILY_UNAVAILABLE,
        });
        return { url: `${connection.callbackUrl}?${query}` };
      }
    },

    async authenticate(input, connection) {
      const refusal = refusalOf(input.req.query.error);
      if (refusal) {
        throw refusal;
      }
      const context = await connection.context();
      try {
        return await oidcAuthenticator.authenticate(input, context);
      } catch (error) {
        logger.warn(`A sign-in failed: ${error}`);
        throw new AuthenticationError(
          'The sign-in provider did not confirm the sign-in',
        );
      }
    },

    async refresh(input, connection) {
      return oidcAuthenticator.refresh(input, await connection.context());
    },

    async logout({ refreshToken }, connection) {
      try {
        const { client } = await (await connection.context()).promise;
        const atProvider =
          connection.config.getOptionalBoolean('signOutAtProvider') ?? true;
        const logoutUrl = await endSession(client, {
          refreshToken,
          ...(atProvider && { returnTo: appUrl }),
        });
        return logoutUrl ? { logoutUrl } : undefined;
      } catch (error) {
        // Its cookie is removed all the same.
        logger.warn(
          `Somebody signed out, but the sign-in provider was not told: ${error}`,
        );
        return undefined;
      }
    },
  });
}
