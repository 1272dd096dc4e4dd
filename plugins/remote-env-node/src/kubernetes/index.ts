export {
  createKubernetesResourceStore,
  type KubernetesResourceStoreOptions,
} from './createKubernetesResourceStore';
export type { KubernetesConnection } from './connect';
