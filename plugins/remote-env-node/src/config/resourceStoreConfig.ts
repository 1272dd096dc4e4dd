import { z } from 'zod';
import { databaseConnectionSchema } from './databaseConnection';

/** How an API server of Kubernetes is reached. */
export const kubernetesConnectionSchema = z.object({
  /** A kubeconfig file; absent: the ServiceAccount of the pod that this process runs in. */
  kubeconfig: z.string().min(1).optional(),
  /** Of that file; absent: its current one. */
  context: z.string().min(1).optional(),
});
export type KubernetesConnection = z.infer<typeof kubernetesConnectionSchema>;

export const resourceStoreConfigSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('database'), database: databaseConnectionSchema }),
  z.object({
    type: z.literal('kubernetes'),
    kubernetes: kubernetesConnectionSchema,
  }),
]);
export type ResourceStoreConfig = z.infer<typeof resourceStoreConfigSchema>;
