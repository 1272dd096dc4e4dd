import { z } from 'zod';
import { conditionSchema, defineKind } from './meta';

export const consumerSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  /** Entity reference of the catalog component, when there is one. */
  component: z.string().optional(),
});

const spec = z.object({
  consumer: consumerSchema,
  environment: z.object({ name: z.string(), uid: z.string() }),
  /** Id of the service. */
  serviceId: z.string(),
  /** Lower-case hex SHA-256 of the binding token; the token itself is only in the consumer's Secret. */
  tokenSha256: z.string(),
  /** Opt-in: accept the token as path prefix `/t/{token}/`, until `expiresAt` (RFC 3339). */
  capabilityUrl: z.object({ expiresAt: z.string() }).optional(),
  /** Opt-in: caller may bring its own `Access-Token`. */
  allowAccessToken: z.boolean().optional(),
  createdBy: z.string().optional(),
});

/** Status in the shape of a servicebinding.io Provisioned Service: `binding.name` is the Secret. */
const status = z.object({
  binding: z.object({ name: z.string() }).optional(),
  conditions: z.array(conditionSchema).optional(),
});

/** The permission of one consumer to use one service. */
export const RemoteServiceBindingKind = defineKind({
  kind: 'RemoteServiceBinding',
  plural: 'remoteservicebindings',
  spec,
  status,
});
export type RemoteServiceBinding = z.infer<
  typeof RemoteServiceBindingKind.schema
>;
export type Consumer = z.infer<typeof consumerSchema>;
