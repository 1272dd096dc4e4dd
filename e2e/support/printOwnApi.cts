/** Prints the Swagger document of a Kubernetes API server, started for it. */
import { execFileSync } from 'node:child_process';
import { TestKubernetes } from '@remote-env/plugin-remote-env-node/testing-engines';

async function main(): Promise<void> {
  const kubernetes = await TestKubernetes.start();
  try {
    const get = ['get', '--raw', '/openapi/v2'];
    execFileSync(
      'kubectl',
      ['--kubeconfig', kubernetes.adminKubeconfig, ...get],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
  } finally {
    await kubernetes.stop();
  }
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
