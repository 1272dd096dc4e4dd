import { z } from 'zod';

/** Entries in one batch at most. */
export const MAX_REPORT_ENTRIES = 500;

/** What a gateway reports; the portal's activity log keeps other actions beside these. */
export const gatewayReportActionSchema = z.enum([
  /**
   * A call at the edge was turned away; `message` holds the reason that the caller was not told, `details.kind` which of
   * the things that admins watch for it is, if one.
   */
  'edge-refused',
  /** A certificate stood in a header where headers do not count; it was dropped, and the call went on without. */
  'certificate-header-dropped',
  /** A connection to the listener for an ingress was refused. */
  'ingress-refused',
  /** Calls with a good certificate since the last report of this kind; `at` is the last one. Feeds `lastSeen`. */
  'connection-used',
  /** A certificate was accepted by this gateway process for the first time. */
  'certificate-first-used',
  /** A system revoked its own certificate. */
  'certificate-revoke',
  /** Calls of a service through the API proxy; `at` is the last one. Feeds `lastCall` and `Healthy`. */
  'service-called',
  /** A call at the API proxy was turned away. */
  'api-call-refused',
  /** Deliveries to a subscriber; `details.subscription` names it. */
  'event-delivered',
  /** A delivery failed for good. */
  'event-dead-lettered',
  /** A sink answered 410. */
  'subscription-ended',
]);

/** One thing that a gateway saw, in the terms of the activity log. */
export const gatewayReportEntrySchema = z.object({
  /** Made by the gateway, so that a batch that arrives twice is kept once. */
  id: z.uuid(),
  /** RFC 3339; of the last one when `count` is more than one. */
  at: z.iso.datetime(),
  action: gatewayReportActionSchema,
  outcome: z.enum(['success', 'failure', 'refused']),
  /** `certificate:<fingerprint>`, or a consumer as `namespace/name`. */
  actor: z.string().max(200).optional(),
  environmentName: z.string().max(63).optional(),
  environmentUid: z.string().max(100).optional(),
  serviceId: z.string().max(100).optional(),
  message: z.string().max(1000).optional(),
  details: z.record(z.string().max(63), z.string().max(1000)).optional(),
  /** How many alike this entry stands for. */
  count: z.number().int().positive().default(1),
});

/** Body of POST `/gateway/v1/reports`; any 2xx settles it. */
export const gatewayReportBatchSchema = z.object({
  /** The same when it is sent again, so that it counts once whichever portals it comes to. */
  id: z.uuid().optional(),
  entries: z.array(gatewayReportEntrySchema).max(MAX_REPORT_ENTRIES),
  /** Entries lost since the last settled batch, because there was no room to keep them. */
  dropped: z.number().int().nonnegative(),
});

export type GatewayReportAction = z.infer<typeof gatewayReportActionSchema>;
export type GatewayReportEntry = z.infer<typeof gatewayReportEntrySchema>;
export type GatewayReportBatch = z.infer<typeof gatewayReportBatchSchema>;

/**
 * Takes what it knows out of a batch: a gateway of the next version may report things that this one has no name for.
 *
 * @returns the known entries, and how many others there were
 * @throws z.ZodError for whatever is wrong otherwise
 */
export function readGatewayReports(body: unknown): {
  batch: GatewayReportBatch;
  unknown: number;
} {
  const { id, entries, dropped } = anyReportBatchSchema.parse(body);
  const known = entries.filter(entry => !isOfNextVersion(entry));
  const batch = gatewayReportBatchSchema.parse({ id, entries: known, dropped });
  return {
    // A gateway of the version before sends a batch again with the same entries.
    batch: { ...batch, id: batch.id ?? batch.entries[0]?.id },
    unknown: entries.length - known.length,
  };
}

const anyReportBatchSchema = gatewayReportBatchSchema.extend({
  entries: z.array(z.unknown()).max(MAX_REPORT_ENTRIES),
});

const namedReportSchema = z.object({
  action: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/)
    .max(63),
});

function isOfNextVersion(entry: unknown): boolean {
  const named = namedReportSchema.safeParse(entry);
  return (
    named.success &&
    !gatewayReportActionSchema.safeParse(named.data.action).success
  );
}
