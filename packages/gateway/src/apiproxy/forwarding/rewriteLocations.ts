import { rewriteLocation } from '../addressing/location';
import type { Call } from './forward';
import { headerValue, setHeader, type RawHeaders } from './headers';

/**
 * Makes `Location` one that the caller can use; it has this meaning with 201 and 3xx only (RFC 9110, 10.2.2).
 *
 * @param target - the service's target URL
 * @param requestedPath - path and query that were requested from it
 */
export function rewriteLocations(
  headers: RawHeaders,
  status: number,
  { path, base }: Pick<Call, 'path' | 'base'>,
  target: URL,
  requestedPath: string,
): void {
  const location = headerValue(headers, 'location');
  const redirects = status === 201 || (status >= 300 && status <= 399);
  if (location === undefined || !redirects) {
    return;
  }
  const mark = requestedPath.indexOf('?');
  const requested = new URL(target);
  requested.pathname = mark < 0 ? requestedPath : requestedPath.slice(0, mark);
  requested.search = mark < 0 ? '' : requestedPath.slice(mark);
  setHeader(
    headers,
    'Location',
    rewriteLocation(location, requested, target, path, base),
  );
}
