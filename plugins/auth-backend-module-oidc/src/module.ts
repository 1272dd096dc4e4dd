import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  oidcAuthenticator,
  oidcSignInResolvers,
} from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { claimsResolver } from './claimsResolver';

/**
 * Provider `oidc`: Backstage's own OpenID Connect sign-in, with one more resolver than it brings, `remoteEnvClaims`.
 * Does nothing unless `auth.providers.oidc` is configured.
 */
export const authModuleOidc = createBackendModule({
  pluginId: 'auth',
  moduleId: 'remote-env-oidc',
  register(env) {
    env.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: oidcAuthenticator,
            signInResolverFactories: {
              ...oidcSignInResolvers,
              remoteEnvClaims: claimsResolver,
            },
          }),
        });
      },
    });
  },
});
