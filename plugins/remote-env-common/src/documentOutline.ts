import { z } from 'zod';

/** Documents of APIs from here on (bytes) are shown by operation, each with a slice of its own; below, as a whole. */
export const SLICED_FROM_BYTES = 512 * 1024;

/** Event catalogs from here on (bytes) are shown by channel: drawing one as a whole takes far longer than an API. */
export const CHANNELS_FROM_BYTES = 128 * 1024;

/** Something in a document that people look for, and that has a place of its own on a page. */
export const outlineEntrySchema = z.object({
  /** Unique within the document and the same in every version of it: `GET /orders/{code}`, or the key of a channel. */
  anchor: z.string(),
  kind: z.enum(['operation', 'webhook', 'channel']),
  /** Path, name of the webhook, or address of the channel. */
  name: z.string(),
  /** Upper case; of operations and webhooks. */
  method: z.string().optional(),
  operationId: z.string().optional(),
  summary: z.string().optional(),
  deprecated: z.boolean().optional(),
  /** Names of tags; absent for none. */
  tags: z.array(z.string()).optional(),
  /** Names of the operations of a channel. */
  operations: z.array(z.string()).optional(),
  /** Names of the messages of a channel. */
  messages: z.array(z.string()).optional(),
  /** Names the slice that holds all that showing it needs; absent where the document is shown as a whole. */
  slice: z.string().optional(),
});
export type OutlineEntry = z.infer<typeof outlineEntrySchema>;

/** What a document holds, in the order in which it is shown. */
export const readyOutlineSchema = z.object({
  state: z.literal('ready'),
  title: z.string().optional(),
  version: z.string().optional(),
  description: z.string().optional(),
  /** Those that the document declares, and then those that only operations name. */
  tags: z.array(
    z.object({ name: z.string(), description: z.string().optional() }),
  ),
  entries: z.array(outlineEntrySchema),
});
export type ReadyOutline = z.infer<typeof readyOutlineSchema>;

/** What was derived from a document, or why nothing could be. */
export const derivedOutlineSchema = z.discriminatedUnion('state', [
  readyOutlineSchema,
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);
export type DerivedOutline = z.infer<typeof derivedOutlineSchema>;

/** Whether documents of this format and size (bytes) are shown by operation or channel. */
export function isSliced(format: string, size: number): boolean {
  if (/^asyncapi-[23]$/.test(format)) {
    return size >= CHANNELS_FROM_BYTES;
  }
  return size >= SLICED_FROM_BYTES && /^(swagger|openapi)-/.test(format);
}

/** Whether outlines are made of documents of this format. */
export function hasOutline(format: string): boolean {
  return /^(swagger|openapi|asyncapi)-/.test(format);
}
