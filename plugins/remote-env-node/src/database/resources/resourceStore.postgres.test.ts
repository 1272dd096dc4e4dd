import { resourceStoreContract } from '../../testing';
import { postgresTestDatabase } from '../../testing/database/postgresTestDatabase';
import { databaseResourceStoreHarness } from '../../testing/database/resourceStoreHarness';
import { startPostgres } from '../../testing/postgres/startPostgres';

resourceStoreContract('PostgreSQL', async () => {
  const server = await startPostgres();
  const database = await postgresTestDatabase(server.connectionString);
  const harness = await databaseResourceStoreHarness(database);
  return {
    ...harness,
    dispose: async () => {
      await harness.dispose();
      await server.stop();
    },
  };
});
