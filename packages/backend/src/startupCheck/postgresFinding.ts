import type { Config } from '@backstage/config';
import {
  findings,
  type EngineFinding,
} from '@remote-env/plugin-remote-env-node';
import { Client } from 'pg';
import { portalDatabase } from '../database/portalDatabase';

/** Whether the database of Backstage's plugins answers; undefined where it is no PostgreSQL of host and user. */
export async function postgresFinding(
  config: Config,
  timeoutMs: number,
): Promise<EngineFinding | undefined> {
  const database = portalDatabase(config, timeoutMs);
  if (!database) {
    return undefined;
  }
  const client = new Client(database);
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
  return found === undefined || found.state === 'ok'
    ? found
    : { ...found, state: 'failed' };
}
