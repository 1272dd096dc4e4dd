import { z } from 'zod';
import type { BusEvent, ConsumerConfig } from '../ports';
import { ResourceInvalidError } from '../ports/errors';

/** Payload of one event at most, in bytes, and all its attributes together. */
export const MAX_DATA_BYTES = 1024 * 1024;
export const MAX_ATTRIBUTES_BYTES = 64 * 1024;

/** Database engines cannot keep U+0000 in a text column, and index entries and subjects are limited in size. */
const indexed = z
  .string()
  .min(1)
  .max(1024)
  .refine(value => !value.includes('\u0000'), 'must not contain U+0000');

export const eventSchema = z.object({
  id: indexed,
  environment: indexed,
  environmentUid: indexed,
  type: indexed,
  typeVersion: indexed.optional(),
  time: z.string(),
  receivedAt: z.string(),
  dataContentType: z.string().optional(),
  dataSchema: z.string().optional(),
  subject: z.string().optional(),
  extensions: z.record(z.string(), z.string()),
});

const consumerSchema = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  environmentUid: indexed,
  types: z
    .array(z.object({ type: indexed, version: indexed.optional() }))
    .max(1000),
  ackWaitMs: z.number().int().min(1),
  maxInFlight: z.number().int().min(1).max(10_000),
  maxDeliveries: z.number().int().min(1),
  since: z.iso.datetime({ offset: true }).optional(),
});

/** An event without its payload, checked. */
export type EventAttributes = z.infer<typeof eventSchema>;

/**
 * What every bus asks of an event, whatever its engine.
 *
 * @throws ResourceInvalidError that names the attribute
 */
export function checkEvent(event: BusEvent): EventAttributes {
  const { data, ...attributes } = event;
  const parsed = parse(eventSchema, attributes, 'event');
  const size = Buffer.byteLength(JSON.stringify(parsed));
  if (size > MAX_ATTRIBUTES_BYTES) {
    throw new ResourceInvalidError(
      `event: its attributes have ${size} bytes, ${MAX_ATTRIBUTES_BYTES} at most`,
    );
  }
  if (data && data.length > MAX_DATA_BYTES) {
    throw new ResourceInvalidError(
      `event.data: has ${data.length} bytes, ${MAX_DATA_BYTES} at most`,
    );
  }
  return parsed;
}

/** @throws ResourceInvalidError that names the field */
export function checkConsumer(config: ConsumerConfig): ConsumerConfig {
  return parse(consumerSchema, config, 'consumer');
}

function parse<T>(schema: z.ZodType<T>, value: unknown, root: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(issue =>
      [[root, ...issue.path].join('.'), issue.message].join(': '),
    );
    throw new ResourceInvalidError(problems.join('; '));
  }
  return parsed.data;
}
