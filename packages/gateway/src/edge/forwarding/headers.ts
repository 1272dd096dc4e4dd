import type { IncomingHttpHeaders } from 'node:http';

/**
 * Request headers that the portal needs. Everything else stays here: hop-by-hop and forwarding headers, cookies,
 * credentials of other protocols, and above all the headers by which a gateway proves itself.
 */
const REQUEST: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'content-encoding',
  'content-type',
  'if-match',
  'if-none-match',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-request-id',
]);

/** Answer headers that are part of the edge's own contract; what Backstage adds for browsers stays behind. */
const RESPONSE: ReadonlySet<string> = new Set([
  'allow',
  'cache-control',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'location',
  'retry-after',
  'x-request-id',
]);

function pick(
  headers: IncomingHttpHeaders,
  wanted: ReadonlySet<string>,
): Record<string, string | string[]> {
  const picked: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && wanted.has(name)) {
      picked[name] = value;
    }
  }
  return picked;
}

export function requestHeaders(headers: IncomingHttpHeaders) {
  return pick(headers, REQUEST);
}

export function responseHeaders(headers: IncomingHttpHeaders) {
  return pick(headers, RESPONSE);
}
