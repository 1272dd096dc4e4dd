export {
  createKubernetesResourceStore,
  type KubernetesResourceStoreOptions,
} from './createKubernetesResourceStore';
export { createKubernetesObjectEvents } from './createKubernetesObjectEvents';
export {
  checkKubernetes,
  type KubernetesCheck,
} from './engineCheck/checkKubernetes';
export type { NeededRight } from './engineCheck/refusedRights';
