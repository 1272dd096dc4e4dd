import { z } from 'zod';
import { decidedVerdictSchema } from './ConnectionApproval';
import { conditionSchema, defineKind } from './meta';

/** One decision as the history keeps it. */
export const recordedDecisionSchema = z.object({
  verdict: decidedVerdictSchema,
  /** Entity reference. */
  by: z.string(),
  /** RFC 3339. */
  at: z.string(),
  reason: z.string().optional(),
  /** Of an approval: the how manieth it was, of how many. */
  given: z.number().int().optional(),
  required: z.number().int().optional(),
  automatic: z.boolean().optional(),
});

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
  /**
   * Every decision on it, the oldest first, bounded (`approvals/history`). In the status, so that nobody who may apply
   * approvals can change what others decided.
   */
  decisions: z.array(recordedDecisionSchema).optional(),
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
export type RecordedDecision = z.infer<typeof recordedDecisionSchema>;
