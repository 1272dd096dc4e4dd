import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { oidcSignInResolvers } from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { createSignInAuthenticator } from './provider/createSignInAuthenticator';
import { readClaimsMapping } from './readClaimsMapping';
import { signInByClaims } from './signInByClaims';

/**
 * Provider `oidc`: OpenID Connect sign-in, which takes users from the catalog (`signIn.resolvers`), and
 * one more way that it does not have: users and groups from the provider's claims (`claims`). Without either nobody
 * signs in.
 */
export const authModuleOidc = createBackendModule({
  pluginId: 'auth',
  moduleId: 'remote-env-oidc',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, logger, providers }) {
        const mapping = readClaimsMapping(config);
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: createSignInAuthenticator({
              logger,
              appUrl: config.getString('app.baseUrl'),
            }),
            signInResolverFactories: { ...oidcSignInResolvers },
            ...(mapping && { signInResolver: signInByClaims(mapping) }),
          }),
        });
      },
    });
  },
});
