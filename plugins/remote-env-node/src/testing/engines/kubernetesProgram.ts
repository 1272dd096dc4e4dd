import { createKubernetesResourceStore } from '../../kubernetes';
import { runResourceStoreTask } from '../resourceStore/tasks';

/** `<kubeconfig file> <task>…`, a child process of the contract suite. */
async function main([kubeconfig, ...task]: string[]): Promise<void> {
  const store = createKubernetesResourceStore({ connection: { kubeconfig } });
  await runResourceStoreTask(store, task);
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
