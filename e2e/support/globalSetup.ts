import { rmSync } from 'node:fs';
import { startInstallation } from './installation';

/** Starts the installation that the journeys share; gives what ends it. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const installation = await startInstallation({ sample: true });
  const { portal, edge, apiProxy, metrics, dataDir } = installation;
  process.env.REMOTE_ENV_E2E_ADDRESSES = JSON.stringify({
    portal,
    edge,
    apiProxy,
    metrics,
    dataDir,
  });
  return async () => {
    await installation.stop();
    // A gateway may write its last snapshot just after its starter has ended.
    rmSync(dataDir, {
      recursive: true,
      force: true,
      maxRetries: 20,
      retryDelay: 100,
    });
  };
}
