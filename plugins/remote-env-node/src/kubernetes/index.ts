export {
  createKubernetesResourceStore,
  type KubernetesResourceStoreOptions,
} from './createKubernetesResourceStore';
