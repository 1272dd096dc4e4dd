import type { BusEvent } from '@remote-env/plugin-remote-env-node';
import type { IncomingEvent } from './IncomingEvent';
import type { TraceContext } from './traceContext';

/** Where an event really comes from. */
export interface Sender {
  name: string;
  uid: string;
  tenant?: string;
}

/** Extensions that only the edge may set; a sender's own value moves to the name on the right. */
const OWN_EXTENSIONS = { tenant: 'originaltenant' } as const;

/** Keeps what a sender calls itself, since the event's source is the remote environment. */
export const ORIGINAL_SOURCE = 'originalsource';

/**
 * Makes the event that subscribers get: its source is the environment of the certificate whatever the sender
 * claims, and receive time, tenant and trace context are added (wire-contracts 1.3, "Enrichment").
 */
export function enrich(
  { source, extensions, time, ...event }: IncomingEvent,
  sender: Sender,
  trace: TraceContext,
  receivedAt: Date,
): BusEvent {
  const received = receivedAt.toISOString();
  const enriched: Record<string, string> = { ...trace, ...extensions };
  for (const [name, moved] of Object.entries(OWN_EXTENSIONS)) {
    const claimed = enriched[name];
    if (claimed !== undefined) {
      enriched[moved] = claimed;
      delete enriched[name];
    }
  }
  if (sender.tenant !== undefined) {
    enriched.tenant = sender.tenant;
  }
  if (source !== undefined) {
    enriched[ORIGINAL_SOURCE] = source;
  }
  return {
    ...event,
    environment: sender.name,
    environmentUid: sender.uid,
    time: time ?? received,
    receivedAt: received,
    extensions: enriched,
  };
}
