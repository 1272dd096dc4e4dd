import { eventBusContract } from '../../testing';
import { databaseEventBusHarness } from '../../testing/database/eventBusHarness';
import { postgresTestDatabase } from '../../testing/database/postgresTestDatabase';
import { startPostgres } from '../../testing/postgres/startPostgres';

eventBusContract('PostgreSQL', async () => {
  const server = await startPostgres();
  const database = await postgresTestDatabase(server.connectionString);
  const harness = await databaseEventBusHarness(database);
  return {
    ...harness,
    dispose: async () => {
      await harness.dispose();
      await server.stop();
    },
  };
});
