import { remoteEnv } from '../support/commandLine';
import { startSample } from '../../scripts/lib/sample.mts';
import { ProductionInstallation } from './installation';
import { ScheduledRuns } from './ScheduledRuns';

/** Starts every engine, portal, gateways and the samples; what it gives prints the engines' own views and ends them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const installation = await ProductionInstallation.start();
  const { addresses } = installation;
  process.env.REMOTE_ENV_E2E_ADDRESSES = JSON.stringify(addresses);
  const ending = new AbortController();
  try {
    if (addresses.replicas) {
      await ScheduledRuns.note(addresses.replicas.database);
    }
    const sample = await startSample({
      dataDir: addresses.dataDir,
      edgeUrl: addresses.edge,
      remoteEnv: args => remoteEnv(addresses, ...args),
      log: line => console.error(line),
      signal: ending.signal,
    });
    return async () => {
      try {
        console.log(await installation.views());
        installation.refuseLeaks();
      } finally {
        await sample.stop();
        await installation.stop();
      }
    };
  } catch (error) {
    await installation.stop();
    throw error;
  }
}
