import { rmSync } from 'node:fs';
import {
  startInstallation,
  type Installation,
} from '../../../e2e/support/installation.ts';
import { largeInstallation } from '../largeInstallation.mts';
import { PortalAdmin } from '../scale/people.mts';
import { Postgres } from './Postgres.mts';
import { Registrant } from './Registrant.mts';

/** A local start with the schedules of a large installation, its resource store and its portal on PostgreSQL. */
export class LargeInstallation {
  readonly installation: Installation;
  readonly admin: PortalAdmin;
  readonly registrants: [Registrant, ...Registrant[]];
  readonly #postgres: Postgres;

  /**
   * @param options - `environments`: how many there are, each with a system; `catalog`: whether services are in the catalog
   */
  static async start(options: {
    environments: number;
    catalog: boolean;
  }): Promise<LargeInstallation> {
    const postgres = await Postgres.start();
    const { connectionString } = postgres;
    let installation: Installation | undefined;
    try {
      installation = await startInstallation({
        sample: false,
        env: {
          APP_CONFIG_remoteEnv_resourceStore: JSON.stringify({
            type: 'database',
            database: { client: 'pg', connectionString },
          }),
          ...largeInstallation(connectionString, { hours: 12 }),
          APP_CONFIG_catalog_providers_remoteEnv_enabled: String(
            options.catalog,
          ),
        },
      });
      const addresses = installation;
      const connect = (number: number) =>
        Registrant.connect(addresses, `registry-${number}`);
      const registrants: [Registrant, ...Registrant[]] = [await connect(1)];
      while (registrants.length < options.environments) {
        registrants.push(await connect(registrants.length + 1));
      }
      const admin = await PortalAdmin.of(installation.dataDir);
      return new LargeInstallation(installation, admin, registrants, postgres);
    } catch (error) {
      await end(installation, postgres);
      throw error;
    }
  }

  private constructor(
    installation: Installation,
    admin: PortalAdmin,
    registrants: [Registrant, ...Registrant[]],
    postgres: Postgres,
  ) {
    this.installation = installation;
    this.admin = admin;
    this.registrants = registrants;
    this.#postgres = postgres;
  }

  get connectionString(): string {
    return this.#postgres.connectionString;
  }

  async stop(): Promise<void> {
    this.registrants.forEach(registrant => registrant.close());
    await end(this.installation, this.#postgres);
  }
}

/** Nothing of it stays behind, whatever fails to stop. */
async function end(
  installation: Installation | undefined,
  postgres: Postgres,
): Promise<void> {
  try {
    await installation?.stop();
  } finally {
    await postgres.stop();
    if (installation) {
      const { dataDir } = installation;
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
    }
  }
}
