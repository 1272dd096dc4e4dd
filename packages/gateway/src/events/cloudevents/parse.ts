import type { IncomingHttpHeaders } from 'node:http';
import { EventMediaTypeError } from '../errors';
import type { IncomingEvent } from '../IncomingEvent';
import { parseBinaryEvent } from './binary';
import {
  parseBatch,
  parseStructuredEvent,
  type SpecVersion,
} from './structured';

export interface ParsedEvents {
  events: IncomingEvent[];
  /** Whether the answer is about a batch. */
  batch: boolean;
}

/** What a route takes beyond CloudEvents 1.0. */
export interface CloudEventsOptions {
  /** Structured 0.3, and structured events sent as plain `application/json`, as older clients of v2 do. */
  older: boolean;
}

function mediaType(headers: IncomingHttpHeaders): string {
  return (
    (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  );
}

/**
 * Tells the mode by the content type (CloudEvents HTTP binding 1.0, 3) and reads one event or a batch.
 *
 * @throws EventSyntaxError, EventFieldError, EventMediaTypeError
 */
export function parseCloudEvents(
  headers: IncomingHttpHeaders,
  body: Buffer,
  { older }: CloudEventsOptions,
): ParsedEvents {
  const versions: readonly SpecVersion[] = older ? ['1.0', '0.3'] : ['1.0'];
  const type = mediaType(headers);
  if (type === 'application/cloudevents-batch+json') {
    return { events: parseBatch(body), batch: true };
  }
  if (
    type === 'application/cloudevents+json' ||
    (older &&
      type === 'application/json' &&
      headers['ce-specversion'] === undefined)
  ) {
    return { events: [parseStructuredEvent(body, versions)], batch: false };
  }
  if (type.startsWith('application/cloudevents')) {
    throw new EventMediaTypeError(
      'content-type: only the JSON formats application/cloudevents+json and application/cloudevents-batch+json are taken',
    );
  }
  return { events: [parseBinaryEvent(headers, body)], batch: false };
}
