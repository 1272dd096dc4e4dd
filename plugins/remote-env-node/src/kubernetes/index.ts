export {
  createKubernetesResourceStore,
  type KubernetesResourceStoreOptions,
} from './createKubernetesResourceStore';
export { createKubernetesObjectEvents } from './createKubernetesObjectEvents';
