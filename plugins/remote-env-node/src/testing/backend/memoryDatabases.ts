import {
  coreServices,
  createServiceFactory,
  type DatabaseService,
} from '@backstage/backend-plugin-api';

/**
 * For a back end of a test: a database in memory for each plugin. Those that Backstage opens by itself stay open when the
 * back end has stopped, and keep the process from ending.
 *
 * @param databases - `TestDatabases` of `@backstage/backend-test-utils`, which closes them after the last test of a file
 */
export function memoryDatabases(databases: {
  init(id: 'SQLITE_3'): ReturnType<DatabaseService['getClient']>;
}) {
  return createServiceFactory({
    service: coreServices.database,
    deps: {},
    factory: async () => {
      const client = await databases.init('SQLITE_3');
      return { getClient: async () => client };
    },
  });
}
