import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  AUTHORITY,
  freePorts,
  installAccounts,
  installDefinitions,
  startNats,
  startOwnS3,
  startPostgres,
  SYSTEM,
  TestKubernetes,
  type OwnTestS3,
  type TestNats,
  type TestPostgres,
} from '@remote-env/plugin-remote-env-node/testing-engines';
import type { MachineCertificate } from './certificates';

/** Namespaces of the sample's lambda, and of what the journeys bind. */
const CONSUMERS = ['samples', 'journeys'] as const;
const BUCKET = 'remote-env';

/** Everything that portal and gateways stand on, each a real server of this machine. */
export class Engines {
  readonly kubernetes: TestKubernetes;
  readonly nats: TestNats;
  readonly s3: OwnTestS3;
  readonly postgres: TestPostgres;
  /** What `app-config.production.yaml` and the gateways' configuration name, for these servers. */
  readonly environment: Record<string, string>;
  /** By which these servers know who is allowed. */
  readonly secrets: string[];

  static async start(
    directory: string,
    tls: MachineCertificate,
  ): Promise<Engines> {
    const [postgresPort = 0] = await freePorts(1);
    const password = randomBytes(18).toString('base64url');
    const [kubernetes, nats, s3, postgres] = await Promise.all([
      startCluster(),
      startNats({ tls }),
      startOwnS3({ tls: true }),
      startPostgres({ tcp: { port: postgresPort, password, ...tls } }),
    ]);
    const store = s3.options({ bucket: BUCKET });
    const keys = store.credentials;
    if (!('accessKey' in keys)) {
      throw new Error('A server of our own has keys in plain');
    }
    const keyFile = (name: string, value: string) => {
      const file = path.join(directory, name);
      writeFileSync(file, value, { mode: 0o600 });
      return file;
    };
    return new Engines(
      { kubernetes, nats, s3, postgres },
      {
        POSTGRES_HOST: 'localhost',
        POSTGRES_PORT: String(postgresPort),
        POSTGRES_USER: 'remote_env',
        POSTGRES_PASSWORD: password,
        POSTGRES_DATABASE: 'postgres',
        POSTGRES_CA_FILE: tls.caFile,
        S3_ENDPOINT: store.endpoint,
        S3_BUCKET: BUCKET,
        S3_CA_FILE: store.caFile ?? '',
        S3_ACCESS_KEY_FILE: keyFile('s3-access-key', keys.accessKey),
        S3_SECRET_KEY_FILE: keyFile('s3-secret-key', keys.secretKey),
        NATS_SERVERS: nats.url.replace('nats://127.0.0.1', 'tls://localhost'),
        NATS_MONITORING_URLS: nats.monitoringUrl,
      },
      [password, keys.secretKey],
    );
  }

  private constructor(
    servers: Pick<Engines, 'kubernetes' | 'nats' | 's3' | 'postgres'>,
    environment: Record<string, string>,
    secrets: string[],
  ) {
    this.kubernetes = servers.kubernetes;
    this.nats = servers.nats;
    this.s3 = servers.s3;
    this.postgres = servers.postgres;
    this.environment = environment;
    this.secrets = secrets;
  }

  /** @returns a kubeconfig file of the account that `deploy/base/rbac` has for the portal or a role of gateways */
  accountOf(who: 'portal' | 'edge' | 'apiproxy' | 'delivery'): Promise<string> {
    return this.kubernetes.kubeconfigFor(
      who === 'portal' ? AUTHORITY : SYSTEM,
      `remote-env-${who}`,
    );
  }

  async stop(): Promise<void> {
    await Promise.all([
      this.kubernetes.stop(),
      this.nats.stop(),
      this.s3.stop(),
      this.postgres.stop(),
    ]);
  }
}

async function startCluster(): Promise<TestKubernetes> {
  const kubernetes = await TestKubernetes.start();
  await installDefinitions(kubernetes);
  await kubernetes.startControllers();
  await installAccounts(kubernetes, ...CONSUMERS);
  return kubernetes;
}
