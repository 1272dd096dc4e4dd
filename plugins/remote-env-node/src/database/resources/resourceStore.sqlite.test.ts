import { resourceStoreContract } from '../../testing';
import { databaseResourceStoreHarness } from '../../testing/database/resourceStoreHarness';
import { sqliteTestDatabase } from '../../testing/database/sqliteTestDatabase';

resourceStoreContract('SQLite', async () =>
  databaseResourceStoreHarness(await sqliteTestDatabase()),
);
