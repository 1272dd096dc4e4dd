export { AUTHORITY, installAccounts, SYSTEM } from './kubernetesAccounts';
export { installDefinitions } from './kubernetesHarness';
export { TestKubernetes } from './startKubernetes';
