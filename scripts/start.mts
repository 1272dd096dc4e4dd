/**
 * `npm start`: portal, gateway and samples on this machine, until it is ended.
 */
import {
  PORTAL_NODE_OPTIONS,
  RUNTIME_ENVIRONMENT,
} from '../plugins/remote-env-node/src/config/nodeRuntime.ts';
import { buildWhatIsNeeded } from './lib/builds.mts';
import { remoteEnv } from './lib/cli.mts';
import { lockDataDir } from './lib/dataDirLock.mts';
import { onStarterGone } from './lib/lifetime.mts';
import { readOrCreateLocalSecrets } from './lib/localSecrets.mts';
import { fromRoot } from './lib/paths.mts';
import { portalEnvironment } from './lib/portalEnvironment.mts';
import { checkPortsFree, readPorts } from './lib/ports.mts';
import { waitUntilOk } from './lib/readiness.mts';
import { startSample } from './lib/sample.mts';
import { readStartArguments } from './lib/startArguments.mts';
import { SupervisedProcess } from './lib/supervise.mts';

const READY_TIMEOUT_MS = 120_000;

/** What V8 gives itself in the portal's pod (2 GiB): on a large machine it would collect late, and take a gigabyte at rest. */
const HEAP = '--max-old-space-size=1024';

const USAGE = `Usage: npm start -- [--no-sample] [--data-dir DIR]

  --no-sample      do not run the sample shop and lambda
  --data-dir DIR   where everything is kept (default ./data)

Ports: PORTAL_PORT (7007), EDGE_PORT (8443), API_PROXY_PORT (8081), METRICS_PORT (9464).`;

function log(line: string): void {
  console.error(`[start] ${line}`);
}

async function main(): Promise<void> {
  const { dataDir, sample: withSample } = readStartArguments(USAGE);
  const ports = readPorts(process.env);
  await checkPortsFree(ports);
  const edgeUrl = `https://localhost:${ports.edge}`;
  const secrets = readOrCreateLocalSecrets(dataDir);
  const unlock = lockDataDir(dataDir);

  const ending = new AbortController();
  const running: { stop(): Promise<void> }[] = [];
  let ended: Promise<void> | undefined;
  const end = (why: string): Promise<void> => {
    ended ??= (async () => {
      log(why);
      ending.abort();
      for (const part of running.reverse()) {
        await part.stop();
      }
      unlock();
      process.exit(process.exitCode ?? 0);
    })();
    return ended;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => end('Ending everything …'));
  }
  onStarterGone(() =>
    end('The process that started this one is gone; ending everything …'),
  );

  try {
    buildWhatIsNeeded(process.env);
    log('Starting the portal …');
    running.push(
      SupervisedProcess.start(
        {
          name: 'portal',
          command: process.execPath,
          args: [
            ...PORTAL_NODE_OPTIONS,
            HEAP,
            '--require',
            fromRoot('node_modules/@backstage/cli/config/nodeTransform.cjs'),
            fromRoot('packages/backend/src/index.ts'),
            '--config',
            fromRoot('app-config.yaml'),
          ],
          cwd: fromRoot('packages/backend'),
          env: portalEnvironment(
            { ...RUNTIME_ENVIRONMENT, ...process.env },
            { dataDir, ports, secrets },
          ),
        },
        log,
      ),
    );
    const waiting = { timeoutMs: READY_TIMEOUT_MS, signal: ending.signal };
    await waitUntilOk(
      `http://localhost:${ports.portal}/.backstage/health/v1/readiness`,
      waiting,
    );
    await waitUntilOk(`http://localhost:${ports.metrics}/readyz`, waiting);
    if (withSample) {
      log('Connecting the samples …');
      const sample = await startSample({
        dataDir,
        edgeUrl,
        remoteEnv: args => remoteEnv(dataDir, args),
        log,
        signal: ending.signal,
      }).catch(error => {
        ending.signal.throwIfAborted();
        // Somebody may have suspended it or revoked its certificate: that must not keep the portal from starting.
        log(
          `The samples do not run: ${error.message} To have them made anew, delete the remote environment "shop" and start again.`,
        );
        return undefined;
      });
      if (sample) {
        running.push(sample);
      }
    }
    console.log(
      `READY portal=http://localhost:${ports.portal} edge=${edgeUrl} apiproxy=http://localhost:${ports.apiProxy}`,
    );
  } catch (error) {
    if (!ending.signal.aborted) {
      console.error(
        `\n${error instanceof Error ? error.message : String(error)}`,
      );
      process.exitCode = 1;
      await end('Giving up.');
    }
  }
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
