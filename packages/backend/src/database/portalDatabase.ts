import type { Config } from '@backstage/config';
import type { ClientConfig } from 'pg';

/**
 * How a client of our own reaches the database of Backstage's plugins; undefined where that is no PostgreSQL of host and
 * user.
 *
 * @param timeoutMs - for connecting
 */
export function portalDatabase(
  config: Config,
  timeoutMs: number,
): ClientConfig | undefined {
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
  return {
    ...(typeof connection === 'string'
      ? { connectionString: connection }
      : connection),
    connectionTimeoutMillis: timeoutMs,
  };
}
