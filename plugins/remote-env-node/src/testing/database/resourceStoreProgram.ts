import { databaseConnectionSchema } from '../../config';
import { createDatabaseResourceStore } from '../../database';
import { runResourceStoreTask } from '../resourceStore/tasks';
import { TEST_ENCRYPTION_KEY } from './encryptionKey';

/** `<connection as JSON> <task>…`, a child process of the contract suite. */
async function main([connection = '', ...task]: string[]): Promise<void> {
  const store = createDatabaseResourceStore({
    connection: databaseConnectionSchema.parse(JSON.parse(connection)),
    encryptionKey: TEST_ENCRYPTION_KEY,
  });
  await runResourceStoreTask(store, task);
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
