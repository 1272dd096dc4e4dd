import { eventBusContract } from '../../testing';
import { databaseEventBusHarness } from '../../testing/database/eventBusHarness';
import { sqliteTestDatabase } from '../../testing/database/sqliteTestDatabase';

eventBusContract('SQLite', async () =>
  databaseEventBusHarness(await sqliteTestDatabase()),
);
