import { natsConnectionSchema } from '../../config';
import { createNatsEventBus } from '../../nats';
import { runEventBusTask } from '../eventBus/tasks';

/** `<connection as JSON> <task>…`, a child process of the contract suite. */
async function main([connection = '', ...task]: string[]): Promise<void> {
  const bus = createNatsEventBus({
    connection: natsConnectionSchema.parse(JSON.parse(connection)),
    duplicateWindowSeconds: 300,
    retentionSeconds: 3600,
  });
  await runEventBusTask(bus, task);
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
