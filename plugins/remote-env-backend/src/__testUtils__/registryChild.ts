/*
 * Makes one change of a service in a process of its own, and kills that process at the step it is told:
 * `node --require @backstage/cli/config/nodeTransform.cjs registryChild.ts <JSON>`.
 */
import { childLogger } from './childLogger';
import { openStores, registryOver } from './registryHarness';
import {
  SpecificationParser,
  type EnvironmentIdentity,
  type RegistryStep,
} from '../registry';

interface Change {
  folder: string;
  step: RegistryStep;
  environment: EnvironmentIdentity;
  /** Absent: registers. */
  id?: string;
  /** Absent: deletes. */
  definition?: unknown;
}

async function main(): Promise<void> {
  const change: Change = JSON.parse(process.argv[2] ?? '');
  const { environment, id, definition } = change;
  const registry = registryOver(await openStores(change.folder), {
    logger: childLogger,
    specifications: SpecificationParser.create({ logger: childLogger }),
    fetcher: { fetch: () => Promise.reject(new Error('not used')) },
    onStep: step => {
      if (step === change.step) {
        process.kill(process.pid, 'SIGKILL');
      }
    },
  });
  if (!id) {
    await registry.register(environment, definition);
  } else if (definition) {
    await registry.replace(environment, id, definition);
  } else {
    await registry.delete(environment, id);
  }
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
