import { resourceStoreContract } from '../testing';
import {
  installDefinitions,
  kubernetesResourceStoreHarness,
} from '../testing/engines/kubernetesHarness';
import { TestKubernetes } from '../testing/engines/startKubernetes';

resourceStoreContract('Kubernetes', async () => {
  const kubernetes = await TestKubernetes.start();
  try {
    await installDefinitions(kubernetes);
    await kubernetes.startControllers();
    const harness = await kubernetesResourceStoreHarness(kubernetes);
    return {
      ...harness,
      dispose: async () => {
        await harness.dispose();
        await kubernetes.stop();
      },
    };
  } catch (error) {
    await kubernetes.stop();
    throw error;
  }
});
