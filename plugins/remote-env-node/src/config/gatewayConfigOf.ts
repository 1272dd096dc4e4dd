import type { GatewayConfigInput } from './gatewayConfig';
import type { RemoteEnvConfig } from './remoteEnvConfig';

/**
 * The document by which the portal configures the gateway that it supervises. Holds keys: write it with mode 0600.
 *
 * @param lifetimeFd - descriptor of the lifetime pipe that the gateway inherits
 */
export function gatewayConfigOf(
  config: RemoteEnvConfig,
  lifetimeFd?: number,
): GatewayConfigInput {
  const { edge, apiProxy, gateway } = config;
  return {
    roles: gateway.roles,
    dataDir: config.dataDir,
    namespaces: config.namespaces,
    resourceStore: config.resourceStore,
    eventBus: config.eventBus,
    encryptionKey: config.secrets.encryptionKey,
    edge: { ...edge, subject: config.trust.subject },
    apiProxy,
    metrics: config.metrics,
    portal: {
      url: gateway.portalUrl,
      token: gateway.token,
      tokenFile: gateway.tokenFile,
      assertionKey: gateway.assertionKey,
      assertionKeyFile: gateway.assertionKeyFile,
    },
    control: { socketPath: gateway.socketPath, token: gateway.controlToken },
    outbound: config.outbound,
    ...(lifetimeFd !== undefined && { lifetimeFd }),
  };
}
