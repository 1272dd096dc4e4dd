import type { LocalSecrets } from './localSecrets.mts';
import type { Ports } from './ports.mts';

/** The variables that `app-config.yaml` names, for one local installation. */
export function portalEnvironment(
  base: NodeJS.ProcessEnv,
  options: {
    dataDir: string;
    ports: Ports;
    secrets: LocalSecrets;
    appBaseUrl?: string;
  },
): NodeJS.ProcessEnv {
  const { dataDir, ports, secrets } = options;
  return {
    ...base,
    NODE_ENV: 'development',
    REMOTE_ENV_DATA_DIR: dataDir,
    PORTAL_PORT: String(ports.portal),
    EDGE_PORT: String(ports.edge),
    API_PROXY_PORT: String(ports.apiProxy),
    METRICS_PORT: String(ports.metrics),
    APP_BASE_URL: options.appBaseUrl ?? `http://localhost:${ports.portal}`,
    REMOTE_ENV_ENCRYPTION_KEY: secrets.encryptionKey,
    REMOTE_ENV_GATEWAY_TOKEN: secrets.gatewayToken,
    REMOTE_ENV_ASSERTION_KEY: secrets.assertionKey,
    REMOTE_ENV_CONTROL_TOKEN: secrets.controlToken,
    REMOTE_ENV_CLI_TOKEN: secrets.cliToken,
  };
}
