import { z } from 'zod';
import { gatewayRoleSchema } from './gatewayConfig';

/**
 * Bodies of the gateway's control socket (docs/decisions/0001-foundation.md, "Portal to gateway"). Errors there are
 * `{code, error}` with the status in `code`.
 */

const port = z.number().int().optional();

/** GET `/status`. */
export const gatewayStatusSchema = z.object({
  pid: z.number().int(),
  /** RFC 3339. */
  startedAt: z.string(),
  version: z.string(),
  /** `GATEWAY_PROTOCOL_VERSION` of the gateway. */
  protocol: z.number().int(),
  /** `gatewayConfigDigest` of the configuration that it runs with. */
  configDigest: z.string(),
  roles: z.array(gatewayRoleSchema),
  /** Why it cannot serve everything now; empty when it can. */
  unready: z.array(z.object({ role: z.string(), reason: z.string() })),
  /** Absent before the store was seen for the first time, and without the role `edge` or `events`. */
  viewAgeSeconds: z.number().optional(),
  /** Those that it listens on. */
  ports: z.object({
    edge: port,
    /** For an ingress that ends TLS. */
    edgeForwarded: port,
    apiProxy: port,
    metrics: port,
  }),
});

/** Body of POST `/events`: an event that a person publishes in the name of an environment. */
export const gatewayPublishSchema = z.object({
  environment: z.object({ name: z.string().min(1), uid: z.string().min(1) }),
  type: z.string().min(1).max(253),
  version: z.string().min(1).max(128).optional(),
  id: z.string().min(1).max(512).optional(),
  /** Any JSON; absent: an event without a payload. */
  data: z.json().optional(),
});

/** Answer of POST `/events`. */
export const gatewayPublishResultSchema = z.object({
  id: z.string(),
  duplicate: z.boolean(),
});

/** GET `/consumers`. */
export const gatewayConsumersSchema = z.array(
  z.object({
    name: z.string(),
    pending: z.number(),
    inFlight: z.number(),
    deadLetters: z.number(),
  }),
);

/** GET `/consumers/{name}/dead-letters?limit&continue`. */
export const gatewayDeadLetterPageSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      consumer: z.string(),
      attempts: z.number(),
      reason: z.string(),
      at: z.string(),
      event: z.object({
        id: z.string(),
        environment: z.string(),
        environmentUid: z.string(),
        type: z.string(),
        typeVersion: z.string().optional(),
        time: z.string(),
        receivedAt: z.string(),
        dataContentType: z.string().optional(),
        dataSchema: z.string().optional(),
        subject: z.string().optional(),
        extensions: z.record(z.string(), z.string()),
        /** Base64. */
        data: z.string().optional(),
      }),
    }),
  ),
  continue: z.string().optional(),
});

/** Items of one page of dead letters at most. */
export const MAX_DEAD_LETTER_PAGE = 200;

export type GatewayStatus = z.infer<typeof gatewayStatusSchema>;
export type GatewayPublish = z.infer<typeof gatewayPublishSchema>;
export type GatewayPublishResult = z.infer<typeof gatewayPublishResultSchema>;
export type GatewayDeadLetterPage = z.infer<typeof gatewayDeadLetterPageSchema>;
