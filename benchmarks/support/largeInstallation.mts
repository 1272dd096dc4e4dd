/** Every so many minutes, and soon after the start. */
function every(minutes: number) {
  return {
    schedule: {
      frequency: { minutes },
      timeout: { minutes: 10 },
      initialDelay: { seconds: 10 },
    },
  };
}

/**
 * Portal of a large installation, in variables: schedules as `app-config.production.yaml` has them (the local start
 * reads everything every few seconds, for those who try it out), and a database that is a server.
 *
 * @param connection - of PostgreSQL
 * @param processingInterval - of the catalog
 */
export function largeInstallation(
  connection: string,
  processingInterval: { minutes: number } | { hours: number },
): NodeJS.ProcessEnv {
  return {
    APP_CONFIG_backend_database: JSON.stringify({ client: 'pg', connection }),
    APP_CONFIG_search_collators: JSON.stringify({
      remoteEnv: every(1),
      catalog: every(30),
    }),
    APP_CONFIG_search_pg_indexerBatchSize: '100',
    APP_CONFIG_catalog_processingInterval: JSON.stringify(processingInterval),
    APP_CONFIG_catalog_stitchingStrategy: JSON.stringify({
      pollingInterval: { seconds: 10 },
      stitchTimeout: { minutes: 2 },
    }),
  };
}
