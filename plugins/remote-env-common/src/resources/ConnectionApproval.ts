import { z } from 'zod';
import { defineKind } from './meta';

/** What people decide; see `approvals/stateMachine`. */
export const decidedVerdictSchema = z.enum([
  'approved',
  'rejected',
  'suspended',
  'retired',
]);

/**
 * `approved` opens the connection, `rejected` ends the request, `suspended` cuts an approved one off, `retired` does so
 * for good. `requested`: approvals were given, and more are needed. Nothing but `approved` lets a system in.
 */
export const verdictSchema = z.enum([
  ...decidedVerdictSchema.options,
  'requested',
]);

/** What one person said to the present request. */
export const givenApprovalSchema = z.object({
  /** Entity reference. */
  by: z.string(),
  /** RFC 3339. */
  at: z.string(),
  reason: z.string().optional(),
});

const spec = z.object({
  environment: z.object({ name: z.string(), uid: z.string() }),
  verdict: verdictSchema,
  /** Entity reference of the person who decided. */
  decidedBy: z.string(),
  /** RFC 3339. */
  decidedAt: z.string(),
  reason: z.string().optional(),
  /** Approvals since the last verdict that was none, by different people. Objects of earlier versions have none. */
  approvals: z.array(givenApprovalSchema).optional(),
  /** Of how many people, when the last approval was given. */
  requiredApprovals: z.number().int().optional(),
  /** Approved at once by the rule for the groups of the requester (decision 18). */
  automatic: z.boolean().optional(),
  /** Labels of the environment when it was approved, so that a later change of theirs can be told. */
  approvedLabels: z.record(z.string(), z.string()).optional(),
});

/**
 * The decision on one remote environment. One object per environment, named like it; it counts only while
 * `spec.environment.uid` is the uid that the name resolves to now. Its own kind, so that its own RBAC guards it.
 */
export const ConnectionApprovalKind = defineKind({
  kind: 'ConnectionApproval',
  plural: 'connectionapprovals',
  spec,
  status: z.object({}),
});
export type ConnectionApproval = z.infer<typeof ConnectionApprovalKind.schema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type DecidedVerdict = z.infer<typeof decidedVerdictSchema>;
export type GivenApproval = z.infer<typeof givenApprovalSchema>;
