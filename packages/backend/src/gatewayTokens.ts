import { pluginTokenHandlerDecoratorServiceRef } from '@backstage/backend-defaults/auth';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  gatewayTokenOf,
  readRemoteEnvConfig,
} from '@remote-env/plugin-remote-env-node';

/** As the plugin's routes for gateways know them. */
const GATEWAY_SUBJECT = 'remote-env-gateway';

/**
 * Makes the plugin `remote-env`, and no other, take the token of gateways (`remoteEnv.gateway.token` or `tokenFile`).
 * Backstage's static tokens are read once, compared letter by letter, and each is one for good: this one can be
 * exchanged while the portal runs.
 */
export const gatewayTokens = createServiceFactory({
  service: pluginTokenHandlerDecoratorServiceRef,
  deps: {
    config: coreServices.rootConfig,
    plugin: coreServices.pluginMetadata,
  },
  async factory({ config, plugin }) {
    if (plugin.getId() !== 'remote-env') {
      return handler => handler;
    }
    const tokens = gatewayTokenOf(readRemoteEnvConfig(config).gateway);
    return handler => ({
      issueToken: options => handler.issueToken(options),
      verifyToken: async token =>
        (await tokens.accepts(token))
          ? { subject: GATEWAY_SUBJECT }
          : handler.verifyToken(token),
    });
  },
});
