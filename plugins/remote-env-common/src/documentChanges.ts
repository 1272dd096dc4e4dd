import { z } from 'zod';

/**
 * What a change of a document means for those who use what it describes: `breaking` - what they do now fails;
 * `risky` - it may, depending on what they do; `compatible` - it does not.
 */
export const changeLevelSchema = z.enum(['breaking', 'risky', 'compatible']);
export type ChangeLevel = z.infer<typeof changeLevelSchema>;

/** Of what something changed. */
export const changedKindSchema = z.enum([
  'document',
  'operation',
  'webhook',
  'channel',
  'schema',
]);
export type ChangedKind = z.infer<typeof changedKindSchema>;

/** One difference between two versions of a document. */
export const documentChangeSchema = z.object({
  level: changeLevelSchema,
  /** What happened: `{thing}.{what}`, such as `parameter.added`. */
  rule: z.string(),
  kind: changedKindSchema,
  /** Anchor of the operation or channel as in outlines, or name of the schema; empty of the document itself. */
  name: z.string(),
  /** Of schemas: whether it is sent by those who use the service, or by the service. */
  direction: z.enum(['request', 'response']).optional(),
  /** Place within: `query limit`, `200 application/json items[].price`; absent for the whole. */
  at: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
  /** Of schemas: some of the operations and channels that use it. */
  usedBy: z.array(z.string()).optional(),
});
export type DocumentChange = z.infer<typeof documentChangeSchema>;

/** How one version of a document differs from another. */
export const documentComparisonSchema = z.object({
  breaking: z.number().int(),
  risky: z.number().int(),
  compatible: z.number().int(),
  /** The gravest first; cut where there are very many. */
  changes: z.array(documentChangeSchema),
});
export type DocumentComparison = z.infer<typeof documentComparisonSchema>;

/** Whether documents of these formats can be told apart by what they mean for those who use the service. */
export function areComparable(before: string, after: string): boolean {
  const family = familyOf(before);
  return family !== undefined && family === familyOf(after);
}

function familyOf(format: string): string | undefined {
  return /^(?:swagger|openapi)-/.test(format)
    ? 'openapi'
    : /^(asyncapi)-/.exec(format)?.[1];
}
