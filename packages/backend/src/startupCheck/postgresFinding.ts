import type { Config } from '@backstage/config';
import {
  findings,
  type EngineFinding,
} from '@remote-env/plugin-remote-env-node';
import { Client, type ClientConfig } from 'pg';

/** Whether the database of Backstage's plugins answers; undefined where it is no PostgreSQL of host and user. */
export async function postgresFinding(
  config: Config,
  timeoutMs: number,
): Promise<EngineFinding | undefined> {
  const connection = config.getOptional<ClientConfig | string>(
    'backend.database.connection',
  );
  if (
    config.getOptionalString('backend.database.client') !== 'pg' ||
    connection === undefined ||
    // Signed by a cloud for each connection.
    (typeof connection === 'object' && 'type' in connection)
  ) {
    return undefined;
  }
  const client = new Client(
    typeof connection === 'string'
      ? { connectionString: connection }
      : { ...connection, connectionTimeoutMillis: timeoutMs },
  );
  client.on('error', () => undefined);
  const [found] = await findings('PostgreSQL', timeoutMs, async () => {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version') as version",
    );
    return `answers, version ${rows[0]?.version}`;
  });
  await client.end().catch(() => undefined);
  // The portal cannot do anything without it.
  return found === undefined || found.state === 'ok' ? found : { ...found, state: 'failed' };
}
