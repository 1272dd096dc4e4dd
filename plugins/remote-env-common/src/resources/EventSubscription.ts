import { z } from 'zod';
import { conditionSchema, defineKind } from './meta';
import { consumerSchema } from './RemoteServiceBinding';

export const eventTypeSelectorSchema = z.object({
  type: z.string(),
  /** Absent: every version. */
  version: z.string().optional(),
});

export const deliveryPolicySchema = z.object({
  /** Deliveries under way at once. */
  maxInFlight: z.number().int().min(1).max(400).optional(),
  /** Tries before an event goes to the dead-letter list. */
  maxTries: z.number().int().min(1).max(1000).optional(),
  /** Seconds that an event may be retried. */
  maxAgeSeconds: z.number().int().min(1).optional(),
  /** Milliseconds that one delivery may take. */
  timeoutMs: z.number().int().min(100).max(60000).optional(),
});

const spec = z.object({
  consumer: consumerSchema,
  environment: z.object({ name: z.string(), uid: z.string() }),
  eventTypes: z.array(eventTypeSelectorSchema).min(1),
  /** Absolute http(s) URL. */
  sink: z.string(),
  delivery: deliveryPolicySchema.optional(),
  createdBy: z.string().optional(),
});

const status = z.object({
  conditions: z.array(conditionSchema).optional(),
  /** Set once the sink answered 410. */
  ended: z.object({ at: z.string(), reason: z.string() }).optional(),
});

/** The wish of one consumer to get some event types of a remote environment. */
export const EventSubscriptionKind = defineKind({
  kind: 'EventSubscription',
  plural: 'eventsubscriptions',
  spec,
  status,
});
export type EventSubscription = z.infer<typeof EventSubscriptionKind.schema>;
