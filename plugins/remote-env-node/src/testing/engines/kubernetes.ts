export {
  AUTHORITY,
  installAccounts,
  rightsOf,
  SYSTEM,
} from './kubernetesAccounts';
export { installDefinitions } from './kubernetesHarness';
export { TestKubernetes } from './startKubernetes';
