import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { localAuthenticator, localSignInResolver } from './authenticator';
import { writeCliFile } from './cliFile';
import { refuseUnlessLocal } from './localOnly';

/**
 * Provider `local`: signs in as *developer* or *admin* without a password, for a try-out on one machine. Does
 * nothing unless `auth.providers.local` is configured, and ends the start where others could reach it.
 */
export const authModuleLocal = createBackendModule({
  pluginId: 'auth',
  moduleId: 'local',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, lifecycle, logger, providers }) {
        const own = config.getOptionalConfig('auth.providers.local');
        if (!own) {
          return;
        }
        const portalUrl = config.getString('backend.baseUrl');
        refuseUnlessLocal({
          nodeEnv: process.env.NODE_ENV,
          baseUrls: {
            'app.baseUrl': config.getString('app.baseUrl'),
            'backend.baseUrl': portalUrl,
          },
        });
        providers.registerProvider({
          providerId: 'local',
          factory: createProxyAuthProviderFactory({
            authenticator: localAuthenticator,
            signInResolver: localSignInResolver,
          }),
        });

        const file = own.getOptionalString('cliFile');
        const refreshToken = own.getOptionalString('cliToken');
        if (file && refreshToken) {
          lifecycle.addStartupHook(async () => {
            await writeCliFile(file, {
              portalUrl,
              user: 'user:default/admin',
              refreshToken,
            });
            logger.info(`Wrote ${file} for the command line`);
          });
        }
      },
    });
  },
});
