/*
 * Does one thing to the registry in a process of its own, and kills that process where it is told:
 * `node --require @backstage/cli/config/nodeTransform.cjs registryChild.ts <JSON of a ChildTask>`.
 */
import { childLogger } from './childLogger';
import type { ChildTask, ChildWork } from './killedChild';
import { openWholePortal, type WholePortal } from './wholePortal';

const notUsed = () => Promise.reject(new Error('not used'));

async function main(): Promise<void> {
  const task: ChildTask = JSON.parse(process.argv[2] ?? '');
  let written = 0;
  const portal = await openWholePortal(task.folder, {
    logger: childLogger,
    // It would start a process of its own.
    specifications: {
      parse: notUsed,
      convert: notUsed,
      rewriteSwagger: notUsed,
      separate: notUsed,
    },
    keep: task.keep,
    onStep: step => {
      if (step === task.killedAt) {
        process.kill(process.pid, 'SIGKILL');
      }
    },
    onWrite: write => {
      written += 1;
      process.stdout.write(`${write}\n`);
      if (written === task.killedAt) {
        process.kill(process.pid, 'SIGKILL');
      }
    },
  });
  await work(portal, task.work);
  await portal.settled();
  process.exit(0);
}

async function work(portal: WholePortal, given: ChildWork): Promise<void> {
  const { registry } = portal;
  switch (given.does) {
    case 'register':
      await registry.register(given.environment, given.definition);
      break;
    case 'replace':
      await registry.replace(given.environment, given.id, given.definition);
      break;
    case 'retire':
      await registry.retire(given.environment, given.id, given.deprecation);
      break;
    case 'remove':
      await registry.delete(given.environment, given.id);
      break;
    case 'follow':
      await portal.follow(given.id);
      break;
    default:
      await portal.derive(given.id);
  }
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
