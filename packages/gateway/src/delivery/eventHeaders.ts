import { randomBytes } from 'node:crypto';
import type { BusEvent } from '@remote-env/plugin-remote-env-node';
import { readTraceContext } from '../events/traceContext';

/**
 * An event as headers of CloudEvents 1.0 in binary mode (CloudEvents HTTP protocol binding, 3.1). Its source is the
 * name of the remote environment, as subscribers of the older system know it.
 *
 * @param newSpanId - 16 hex digits
 */
export function eventHeaders(
  event: BusEvent,
  newSpanId: () => string = () => randomBytes(8).toString('hex'),
): Record<string, string> {
  const attributes: Record<string, string | undefined> = {
    ...event.extensions,
    eventtypeversion: event.typeVersion,
    subject: event.subject,
    dataschema: event.dataSchema,
    time: event.time,
    type: event.type,
    source: event.environment,
    id: event.id,
    specversion: '1.0',
  };
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      headers[`ce-${name}`] = encodeHeaderValue(value);
    }
  }
  if (event.dataContentType !== undefined && event.data !== undefined) {
    headers['content-type'] = event.dataContentType;
  }
  return { ...headers, ...traceHeaders(event, newSpanId) };
}

/**
 * Percent-encodes what a header cannot carry as it is (CloudEvents HTTP protocol binding, 3.1.3.2): space, double
 * quote, percent, and everything beyond printable ASCII, as UTF-8. Lone surrogates become the replacement character.
 */
export function encodeHeaderValue(value: string): string {
  return value.replace(/[^\x21\x23\x24\x26-\x7e]+/gu, part =>
    Buffer.from(part, 'utf8')
      .toString('hex')
      .toUpperCase()
      .replace(/../g, '%$&'),
  );
}

/** This try as a new span of the event's trace (W3C Trace Context); an event without one begins its own. */
function traceHeaders(
  { extensions }: BusEvent,
  newSpanId: () => string,
): Record<string, string> {
  const { traceparent, tracestate } = readTraceContext(extensions);
  if (traceparent === undefined) {
    return {
      traceparent: `00-${newSpanId()}${newSpanId()}-${newSpanId()}-00`,
    };
  }
  const [, traceId, , flags] = traceparent.split('-');
  return {
    traceparent: `00-${traceId}-${newSpanId()}-${flags}`,
    ...(tracestate !== undefined && { tracestate }),
  };
}
