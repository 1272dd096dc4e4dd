import { z } from 'zod';
import { defineKind } from './meta';

/** `approved` opens the connection, `rejected` ends the request, `suspended` cuts an approved one off. */
export const verdictSchema = z.enum(['approved', 'rejected', 'suspended']);

const spec = z.object({
  environment: z.object({ name: z.string(), uid: z.string() }),
  verdict: verdictSchema,
  /** Entity reference of the person who decided. */
  decidedBy: z.string(),
  /** RFC 3339. */
  decidedAt: z.string(),
  reason: z.string().optional(),
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
