import type { KubernetesConnection } from '../config';
import { PooledKubeConfig } from './PooledKubeConfig';

/** Where a pod finds its API server. */
const IN_CLUSTER = 'KUBERNETES_SERVICE_HOST';

/** @throws Error in one line that says what to do */
export function loadKubeConfig({
  kubeconfig,
  context,
}: KubernetesConnection): PooledKubeConfig {
  const config = new PooledKubeConfig();
  if (kubeconfig === undefined) {
    if (!process.env[IN_CLUSTER]) {
      throw new Error(
        'This process does not run in a Kubernetes cluster: name a kubeconfig file in remoteEnv.resourceStore.kubernetes.kubeconfig',
      );
    }
    config.loadFromCluster();
    return config;
  }
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new Error(
      `The kubeconfig file '${kubeconfig}' cannot be used: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
  if (context !== undefined) {
    config.setCurrentContext(context);
  }
  if (!config.getCurrentCluster()) {
    throw new Error(
      `The kubeconfig file '${kubeconfig}' has no cluster for the context '${config.getCurrentContext()}'`,
    );
  }
  return config;
}
