import { z } from 'zod';
import { conditionSchema, defineKind } from './meta';

const spec = z.object({
  displayName: z.string().optional(),
  description: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  /** Entity reference of the owning user or group, e.g. `group:default/shop-team`. */
  owner: z.string().optional(),
  /** Whose it is: `O` of its certificates, where `remoteEnv.trust.subject.byTenant` says so. */
  tenant: z.string().optional(),
  /** Part of the tenant: `OU` of its certificates, likewise. */
  group: z.string().optional(),
  integrationLevel: z.string().optional(),
  /** Entity reference of the person who asked for it. */
  requestedBy: z.string().optional(),
});

const status = z.object({
  observedGeneration: z.number().int().optional(),
  /** `Approved`, `Connected`, `Healthy`. */
  conditions: z.array(conditionSchema).optional(),
  serviceCount: z.number().int().optional(),
  /** RFC 3339; at most one write a minute. */
  lastSeen: z.string().optional(),
  /** Registered services in short, cut at 200. */
  services: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        kinds: z.array(z.enum(['api', 'events'])),
        targetUrl: z.string().optional(),
        tokenUrl: z.string().optional(),
      }),
    )
    .optional(),
});

/** One connected external system. Lives in the system namespace; its name is immutable. */
export const RemoteEnvironmentKind = defineKind({
  kind: 'RemoteEnvironment',
  plural: 'remoteenvironments',
  spec,
  status,
});
export type RemoteEnvironment = z.infer<typeof RemoteEnvironmentKind.schema>;
