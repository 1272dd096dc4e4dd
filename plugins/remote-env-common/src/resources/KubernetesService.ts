import { z } from 'zod';
import { objectMetaSchema, type ResourceKind } from './meta';

const portSchema = z.object({
  name: z.string().optional(),
  protocol: z.string(),
  port: z.number().int(),
  /** A number, or the name of a port of the pods. */
  targetPort: z.union([z.number().int(), z.string()]),
});

/**
 * The fields of a Service that are ours to say. What an API server adds (`clusterIP`, `ipFamilies`, …) is not here,
 * and is left alone by updates.
 */
const spec = z.object({
  /** `ExternalName`, `ClusterIP`, or what somebody else's Service has. */
  type: z.string(),
  /** Host that an `ExternalName` is an alias of. */
  externalName: z.string().optional(),
  /** Labels of the pods behind a `ClusterIP`. */
  selector: z.record(z.string(), z.string()).optional(),
  ports: z.array(portSchema).optional(),
});

const schema = z.object({
  apiVersion: z.literal('v1'),
  kind: z.literal('Service'),
  metadata: objectMetaSchema,
  spec,
});
export type KubernetesService = z.infer<typeof schema>;

/** A Kubernetes Service: the host name of one registered API within the cluster. */
export const KubernetesServiceKind: ResourceKind<KubernetesService> & {
  readonly schema: typeof schema;
} = {
  apiVersion: 'v1',
  kind: 'Service',
  plural: 'services',
  hasStatus: false,
  sensitive: false,
  schema,
};
