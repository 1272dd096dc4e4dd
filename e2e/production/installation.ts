import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { createMinioDocumentStore } from '@remote-env/plugin-remote-env-node/minio';
import { NginxPassthrough } from '@remote-env/plugin-remote-env-node/testing-engines';
import { startOidcProvider } from '../../packages/backend/src/__testUtils__/startOidcProvider';
import type { Addresses } from '../support/installation';
import { ACCOUNTS } from './accounts';
import { makeCertificate } from './certificates';
import { Engines } from './engines';
import { startHandles } from './handles';
import { startFronts } from './nginx';
import { frontPorts, processPorts } from './ports';
import type { OwnProcess } from './processes';
import { PORTALS, portalDirectory, startProcesses } from './startProcesses';
import { engineViews } from './views';

interface Parts {
  engines: Engines;
  passthrough: NginxPassthrough;
  directory: string;
  processes: OwnProcess[];
  /** What portal and gateways were given and may not tell. */
  secrets: string[];
}

/** Two portals and their gateways as in a cluster, on every production engine, on one machine. */
export class ProductionInstallation {
  readonly addresses: Addresses;
  readonly #parts: Parts;
  readonly #running: { stop(): Promise<unknown> }[];

  static async start(): Promise<ProductionInstallation> {
    const directory = mkdtempSync(path.join(tmpdir(), 're-production-'));
    const tls = await makeCertificate(directory);
    // This process, and whoever it starts from here on, trusts the machine's own authority: command line, tests.
    setDefaultCACertificates([
      ...getCACertificates('default'),
      readFileSync(tls.caFile, 'utf8'),
    ]);
    process.env.NODE_EXTRA_CA_CERTS = tls.caFile;
    const running: { stop(): Promise<unknown> }[] = [];
    try {
      const engines = await Engines.start(directory, tls);
      running.push(engines);
      await makeBucket(engines);
      const provider = await startOidcProvider(ACCOUNTS);
      running.push(provider);
      const fronts = await frontPorts();
      const ports = await processPorts();
      const { gateways } = ports;
      const passthrough = await NginxPassthrough.start({
        directory,
        port: fronts.edge,
        gatewayPorts: [gateways.edgeA.edge, gateways.edgeB.edge],
      });
      running.push(passthrough);
      running.push(
        await startFronts(directory, [
          { port: fronts.portal, servers: ports.portals, tls },
          { port: fronts.portalInside, servers: ports.portals },
          { port: fronts.apiProxy, servers: [gateways.apiProxy.apiProxy] },
        ]),
      );
      const { processes, secrets } = await startProcesses({
        directory,
        engines,
        provider,
        ports,
        fronts,
        tlsCaFile: tls.caFile,
      });
      running.push(...processes);
      const handles = await startHandles(directory, {
        postgres: engines.postgres,
        ...Object.fromEntries(processes.map(each => [each.name, each])),
      });
      running.push(handles);
      const parts = { engines, passthrough, directory, processes, secrets };
      return new ProductionInstallation(parts, running, {
        portal: `https://localhost:${fronts.portal}`,
        edge: `https://localhost:${fronts.edge}`,
        apiProxy: `http://localhost:${fronts.apiProxy}`,
        metrics: `http://localhost:${gateways.edgeA.metrics}`,
        dataDir: portalDirectory(directory, PORTALS[0]),
        oidcIssuer: provider.issuer,
        replicas: {
          portals: ports.portals.map(port => `http://127.0.0.1:${port}`),
          handles: handles.socketPath,
          database: engines.postgres.connectionString,
        },
      });
    } catch (error) {
      await stopAll(running, directory);
      throw error;
    }
  }

  private constructor(
    parts: Parts,
    running: { stop(): Promise<unknown> }[],
    addresses: Addresses,
  ) {
    this.#parts = parts;
    this.#running = running;
    this.addresses = addresses;
  }

  views(): Promise<string> {
    return engineViews(this.#parts.engines, this.#parts.passthrough);
  }

  /** @throws Error with the names of processes that have printed a secret */
  refuseLeaks(): void {
    const { processes, secrets } = this.#parts;
    const leaks = processes.filter(started =>
      secrets.some(secret => started.output().includes(secret)),
    );
    if (leaks.length > 0) {
      const names = leaks.map(({ name }) => name).join(', ');
      throw new Error(`A secret was logged by ${names}`);
    }
  }

  stop(): Promise<void> {
    return stopAll(this.#running, this.#parts.directory);
  }
}

async function stopAll(
  running: { stop(): Promise<unknown> }[],
  directory: string,
): Promise<void> {
  for (const part of running.reverse()) {
    await part.stop();
  }
  rmSync(directory, { recursive: true, force: true });
}

/** Production does not let the portal make one. */
async function makeBucket({ s3, environment }: Engines): Promise<void> {
  const store = await createMinioDocumentStore(
    s3.options({ bucket: environment.S3_BUCKET, createBucket: true }),
  );
  await store.stat('nothing');
}
