import { z } from 'zod';

/**
 * What a change of a document means for those who use what it describes: `breaking` - what they do now fails;
 * `risky` - it may, depending on what they do; `compatible` - it does not.
 */
export const changeLevelSchema = z.enum(['breaking', 'risky', 'compatible']);
export type ChangeLevel = z.infer<typeof changeLevelSchema>;

/** What happens to documents: `{thing}.{what}`. */
export const CHANGE_RULES = [
  'operation.added',
  'operation.removed',
  'operation.deprecated',
  'operation.renamed',
  'servers.changed',
  'version.changed',
  'text.changed',
  'security.changed',
  'parameter.added',
  'parameter.addedRequired',
  'parameter.removed',
  'parameter.required',
  'parameter.optional',
  'body.added',
  'body.addedRequired',
  'body.removed',
  'body.required',
  'body.optional',
  'response.added',
  'response.removed',
  'header.added',
  'header.removed',
  'mediaType.added',
  'mediaType.removed',
  'channel.added',
  'channel.removed',
  'message.added',
  'message.removed',
  'contentType.changed',
  'schema.changed',
  'schema.deprecated',
  'reference.changed',
  'type.changed',
  'format.changed',
  'value.added',
  'value.removed',
  'values.limited',
  'values.unlimited',
  'limit.narrowed',
  'limit.widened',
  'limit.unclear',
  'default.changed',
  'property.added',
  'property.addedRequired',
  'property.removed',
  'property.required',
  'property.optional',
  'variants.changed',
  'variant.added',
  'variant.removed',
  'protocol.changed',
  'entitySet.added',
  'entitySet.removed',
  'type.added',
  'type.removed',
  'base.changed',
  'key.changed',
  'navigation.added',
  'navigation.removed',
  'value.changed',
  'value.nullable',
  'page.added',
  'page.removed',
  'page.changed',
] as const;
export type ChangeRule = (typeof CHANGE_RULES)[number];

/** Of what something changed. */
export const changedKindSchema = z.enum([
  'document',
  'operation',
  'webhook',
  'channel',
  'schema',
  /** Of OData; singletons, too. */
  'entitySet',
  'type',
  /** Of guides. */
  'page',
]);
export type ChangedKind = z.infer<typeof changedKindSchema>;

/** One difference between two versions of a document. */
export const documentChangeSchema = z.object({
  level: changeLevelSchema,
  rule: z.enum(CHANGE_RULES),
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
  /** Of a channel or message that is gone: event types that it declared by constants, whatever the channel is called. */
  eventTypes: z.array(z.string()).optional(),
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
    : /^(asyncapi|odata|markdown)-/.exec(format)?.[1];
}
