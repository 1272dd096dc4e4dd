import type { GatewayConfigInput } from '@remote-env/plugin-remote-env-node';
import { EdgeClient } from './edgeClient';
import { buildBundle, GatewayProcess } from './GatewayProcess';
import { PortalStandIn } from './PortalStandIn';
import { testConfig, TestStores } from './TestEdge';

/** Stores, a stand-in for the portal, and gateway processes that work on them. */
export class ProcessBench {
  readonly stores: TestStores;
  readonly portal: PortalStandIn;
  readonly #processes: GatewayProcess[] = [];

  static async create(): Promise<ProcessBench> {
    buildBundle();
    const [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    return new ProcessBench(stores, portal);
  }

  private constructor(stores: TestStores, portal: PortalStandIn) {
    this.stores = stores;
    this.portal = portal;
  }

  /** All roles, on free ports, unless changed. */
  config(change: Partial<GatewayConfigInput> = {}): GatewayConfigInput {
    return {
      ...testConfig(this.stores.dataDir, this.portal.url),
      roles: ['edge', 'events', 'apiproxy', 'delivery'],
      ...change,
    };
  }

  /** Resolves when it is ready. */
  async start(change?: Partial<GatewayConfigInput>): Promise<GatewayProcess> {
    const gateway = await GatewayProcess.ready(this.config(change));
    this.#processes.push(gateway);
    return gateway;
  }

  spawn(change?: Partial<GatewayConfigInput>): GatewayProcess {
    const gateway = GatewayProcess.spawn(this.config(change));
    this.#processes.push(gateway);
    return gateway;
  }

  /** An approved environment with a certificate and a client that shows it. */
  async connected(name: string, gateway: GatewayProcess) {
    const { resources, ca, serverCa } = this.stores;
    const environment = await resources.environment(name);
    const credentials = await ca.issue(name);
    const record = await resources.record(environment, credentials);
    const { ports } = await gateway.status();
    return {
      environment,
      credentials,
      record,
      client: new EdgeClient({
        port: ports.edge ?? 0,
        ca: serverCa.cert,
        credentials,
        keepAlive: true,
      }),
    };
  }

  async endProcesses(): Promise<void> {
    await Promise.all(this.#processes.splice(0).map(p => p.end()));
  }

  async close(): Promise<void> {
    await this.endProcesses();
    await this.portal.close();
    await this.stores.close();
  }
}
