/** A PostgreSQL server of a benchmark: prints its connection string as its first line and ends with its input. */
import { once } from 'node:events';
import { startPostgres } from '@remote-env/plugin-remote-env-node/testing';

async function main(): Promise<void> {
  const postgres = await startPostgres();
  process.stdout.write(`${postgres.connectionString}\n`);
  await once(process.stdin.resume(), 'end');
  await postgres.stop();
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exit(1);
});
